/** QR codes as rows of modules, for PDFs and pages. Holds only what it is given. */
import qrcode from 'qrcode-generator';

const alphanumeric = /^[0-9A-Z $%*+\-./:]*$/;

/** Modules of white around a symbol, that readers need (ISO/IEC 18004). */
export const quietZone = 4;

/** Rows of modules, true where dark, with error correction of about a quarter (level Q). */
export function qrMatrix(content: string): readonly (readonly boolean[])[] {
  const code = qrcode(0, 'Q');
  code.addData(content, alphanumeric.test(content) ? 'Alphanumeric' : 'Byte');
  code.make();
  const size = code.getModuleCount();
  return Array.from({ length: size }, (_row, row) =>
    Array.from({ length: size }, (_column, column) => code.isDark(row, column)),
  );
}
