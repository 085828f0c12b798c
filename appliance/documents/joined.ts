/** Several documents as one file, in order, each page as it was: to print in one go what is signed apart. */
import { PDFDocument } from 'pdf-lib';

/** @param title in the properties of the file. @param issuedMs its date there. */
export async function joined(
  parts: readonly Uint8Array[],
  title: string,
  issuedMs: number,
): Promise<Uint8Array> {
  const whole = await PDFDocument.create({ updateMetadata: false });
  whole.setTitle(title, { showInWindowTitleBar: true });
  whole.setProducer('Isoloir');
  whole.setLanguage('fr-FR');
  whole.setCreationDate(new Date(issuedMs));
  for (const part of parts) {
    const document = await PDFDocument.load(part, { updateMetadata: false });
    for (const page of await whole.copyPages(document, document.getPageIndices())) whole.addPage(page);
  }
  return whole.save();
}
