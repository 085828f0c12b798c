/**
 * The public record of each urn (a Belenios 3.3 archive), its SHA-256, and how anyone verifies it without trusting this
 * site. Archives of small or unanimous urns are not public: the page says so and why (protocol.md, small urns).
 */
import type { SeatType } from '../../../../core/dossier/types.ts';
import { capital, contestLine, rich, shellOf, type Site } from '../../layout/site.ts';
import { page } from '../../render.ts';

export interface ArchivesView {
  readonly sealCode: string;
  readonly urns: readonly {
    readonly urn: string;
    readonly college: { readonly ordinal: number; readonly name: string };
    readonly seat: SeatType;
    /** « agents de droit public », where a contest has two urns; else null. */
    readonly part: string | null;
    readonly ballots: number;
    /** Null when the archive goes to the bureau alone. */
    readonly archive: {
      readonly file: string;
      readonly href: string;
      readonly bytes: number;
      readonly sha256: string;
      /** Its beginning, as frozen by the closing seal: the hash on the signed sheet. */
      readonly frozen: { readonly bytes: number; readonly sha256: string };
    } | null;
  }[];
}

interface Words {
  readonly rich: typeof rich;
  readonly shown: readonly {
    readonly title: string;
    readonly ballots: number;
    readonly archive: ArchivesView['urns'][number]['archive'];
    readonly size: string;
  }[];
  readonly example: string;
  readonly exampleFrozen: number;
}

const template = page<ArchivesView & Words>(import.meta.url, 'archives.ejs');

export function renderArchives(view: ArchivesView, site: Site): string {
  const first = view.urns.find(({ archive }) => archive !== null)?.archive;
  return template({
    ...view,
    rich,
    shown: view.urns.map((urn) => ({
      title: capital(urn.part === null ? contestLine(urn) : `${contestLine(urn)} (${urn.part})`),
      ballots: urn.ballots,
      archive: urn.archive,
      size: urn.archive === null ? '' : sizeWords(urn.archive.bytes),
    })),
    example: first?.file ?? 'scrutin.bel',
    exampleFrozen: first?.frozen.bytes ?? 0,
    shell: shellOf(site, 'Vérifier l’élection', { width: 'narrow' }),
  });
}

/** « 1,4 Mo », « 820 ko ». */
function sizeWords(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1000);
  return kilobytes < 1000
    ? `${kilobytes}\u00a0ko`
    : `${(kilobytes / 1000).toFixed(1).replace('.', ',')}\u00a0Mo`;
}
