// Bundles what runs in a browser into dist/booth/, dist/station/ and dist/kiosk/: one entry a line of the table below. The booth becomes one file
// without any outside reference, whose hash is sealed; the same sources give the same bytes. Plain JavaScript, so that
// it runs before anything else is built.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../../dist/booth/');
/** The token station's pages: bundled here, so that they share the sheet without kiosk importing the appliance. */
const stationOut = here('../../dist/station/');

/** Bundles served under /static, by name; each is one script or one sheet. */
const entries = {
  'login.js': 'login.ts',
  'isoloir.css': '../web/static/site.css',
  'keys.js': 'station-keys-page.ts',
  'count.js': 'station-count-page.ts',
  'print.js': 'print-button.ts',
  'dashboard.js': 'dashboard.ts',
  'lock.js': 'session-lock.ts',
  'passkey.js': 'passkey.ts',
  'roles.css': '../web/static/roles.css',
};

const stationEntries = {
  'station.css': '../../kiosk/station/page/station.css',
  'station.js': '../../kiosk/station/page/station.ts',
};

/** The kiosk's page, with its own booth from the same sources; it is served by the terminal itself. */
const kioskOut = here('../../dist/kiosk/');

const kioskEntries = {
  'kiosk.css': '../../kiosk/page/kiosk.css',
  'kiosk.js': '../../kiosk/page/kiosk.ts',
  'letter-scanner.js': '../../kiosk/page/letter-scanner.ts',
};

/** Files that hold their script and sheet inside, by name. */
const selfContained = {
  isoloir: { template: 'booth.html', script: 'booth.ts', style: 'booth.css' },
};

const icon = '../web/static/icon.svg';

const common = {
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
  logLevel: 'warning',
  absWorkingDir: here('../../'),
};

const sha256 = (content, encoding) => createHash('sha256').update(content).digest(encoding);

async function bundled(entry, options) {
  const { outputFiles } = await build({ ...common, ...options, entryPoints: [here(entry)], write: false });
  return outputFiles[0].text.trim();
}

async function buildServed([name, entry], folder, options) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [here(entry)],
    outfile: folder + name,
    write: false,
    format: 'esm',
    loader: { '.woff2': 'file' },
    assetNames: '[name]',
    ...options,
  });
  for (const { path, contents } of outputFiles) put(path, contents);
}

/** Leaves a file that is already right alone, and changes another in one step: what is served is measured. */
function put(path, content) {
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  const next = `${path}.${process.pid}`;
  writeFileSync(next, bytes);
  renameSync(next, path);
}

async function buildSelfContained([name, { template, script, style }]) {
  const scriptText = await bundled(script, { format: 'iife' });
  const styleText = await bundled(style, { loader: { '.woff2': 'dataurl' } });
  if (/<\/(script|style)/i.test(scriptText + styleText))
    throw new Error('the bundle would end its own element');
  const page = readFileSync(here(template), 'utf8')
    .replace('/*ICON*/', () => encodeURIComponent(readFileSync(here(icon), 'utf8').trim()))
    .replace(/\s*\/\*STYLE\*\/\s*/, () => styleText)
    .replace(/\s*\/\*SCRIPT\*\/\s*/, () => scriptText);
  const hashes = {
    file: `${name}.html`,
    sha256: sha256(page, 'hex'),
    scriptSrc: `'sha256-${sha256(scriptText, 'base64')}'`,
    styleSrc: `'sha256-${sha256(styleText, 'base64')}'`,
  };
  put(`${out}${name}.html`, page);
  put(`${out}${name}.json`, `${JSON.stringify(hashes, null, 2)}\n`);
}

for (const folder of [out, stationOut, kioskOut]) {
  mkdirSync(folder, { recursive: true });
  put(`${folder}icon.svg`, readFileSync(here(icon)));
}
await Promise.all([
  ...Object.entries(entries).map((entry) => buildServed(entry, out, { publicPath: '/static' })),
  // Its paths are drawn at start: everything is beside the page.
  ...Object.entries(stationEntries).map((entry) =>
    buildServed(entry, stationOut, {
      alias: { 'isoloir.css': here('station-sheet.css') },
      publicPath: '.',
    }),
  ),
  ...Object.entries(kioskEntries).map((entry) =>
    buildServed(entry, kioskOut, {
      alias: { 'typeface.css': here('../web/static/typeface.css') },
      publicPath: '.',
    }),
  ),
  ...Object.entries(selfContained).map(buildSelfContained),
]);
