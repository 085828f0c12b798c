/**
 * Step « Dossier »: an example for a demonstration, or the files of one's own, judged by the same code as `isoloir dossier
 * check`. Each file comes by a field of its own: the name that the sender gives it is never used.
 */
import { placeOf } from '../../core/dossier/messages.ts';
import { readDossier, dossierFiles, type DossierFile } from '../../core/dossier/read.ts';
import { readUpload } from '../web/upload.ts';
import type { Wizard } from './site.ts';

const names = { settings: 'dossier.yaml', roll: 'roll.csv', lists: 'lists.csv' } as const;
/** Of all the files of a dossier together, in bytes. */
export const largestDossier = dossierFiles.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
const mostLines = 50;

export function dossierStep({ app, answers, show, go }: Wizard, largest: number): void {
  app.post('/dossier/exemple', (request, response) => {
    const { example } = (request.body ?? {}) as { readonly example?: unknown };
    if ((example !== 'domitia' && example !== 'gepor') || answers.mode === 'real') {
      go(response, 'dossier');
      return;
    }
    answers.dossier = { kind: example };
    go(response, 'services');
  });
  app.post('/dossier', async (request, response) => {
    const upload = await readUpload(request, largest);
    if (!upload.ok) {
      const isLarge = upload.error.code === 'upload/too-large';
      show(response, 'dossier', {
        lines: [isLarge ? 'Ces fichiers dépassent ensemble 64 Mo.' : 'L’envoi est mal formé ; recommencez.'],
      });
      return;
    }
    const files: readonly DossierFile[] = Object.entries(names)
      .map(([field, name]) => ({ name, bytes: upload.value.file(field) }))
      .filter(({ bytes }) => bytes.length > 0);
    const read = readDossier(files, { todayMs: Date.now() });
    if (!read.ok) {
      const lines = read.error.map((message) => `${placeOf(message)} : ${message.text}`);
      const more = lines.length - mostLines;
      show(response, 'dossier', {
        lines: [...lines.slice(0, mostLines), ...(more > 0 ? [`Et ${more} autres erreurs.`] : [])],
      });
      return;
    }
    answers.dossier = { kind: 'own', files, title: read.value.dossier.title };
    const { warnings } = read.value;
    if (warnings.length === 0) go(response, 'services');
    else
      show(response, 'dossier', {
        told: `Le dossier est recevable. À décider avec le bureau : ${warnings.map(({ text }) => text).join(' ')}`,
      });
  });
}
