/**
 * The software of this appliance beside that of the expert's report (R211-541 1° b): compared before sealing, shown at
 * sealing and on the seal sheet. A difference stops nobody by itself: the bureau that seals writes why it goes on.
 */
import type { BureauId } from '../../core/dossier/types.ts';
import { typeset } from '../../core/french/text.ts';
import { isExamined, type MeasuredSoftware } from '../../core/sealing/expertise.ts';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { frenchDateTime } from '../../core/french/dates.ts';
import { dossierOf, type Context } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';

export type Comparison =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'same' | 'different';
      readonly report: string;
      readonly expected: string;
      readonly found: MeasuredSoftware;
    };

/** Measures the software, which takes seconds; not even that when the dossier names no report. */
export async function compareExpertise(context: Context): Promise<Comparison> {
  if (dossierOf(context).expertise === null) return { kind: 'none' };
  const { files, image } = await context.measureSoftware();
  return compared(context, { program: measurementOf(files), image });
}

/** The same, of what was sealed. */
export function sealedExpertise(context: Context): Comparison {
  const { files, image } = context.election.sealedItems().software;
  return compared(context, { program: measurementOf(files), image });
}

function compared(context: Pick<Context, 'election'>, found: MeasuredSoftware): Comparison {
  const { expertise } = dossierOf(context);
  if (expertise === null) return { kind: 'none' };
  const kind = isExamined(expertise.software, found) ? 'same' : 'different';
  return { kind, report: expertise.report, expected: expertise.software, found };
}

/** Records why a bureau seals although the software is not the one examined; within the caller's transaction. */
export function acceptOtherSoftware(
  { election }: Pick<Context, 'election'>,
  comparison: Comparison,
  by: { readonly account: string; readonly bureau: BureauId; readonly reason: string },
): void {
  if (comparison.kind !== 'different') return;
  const { report, expected, found } = comparison;
  election.journal.append({
    kind: 'expertise-difference-accepted',
    facts: { ...by, report, expected, software: found.program },
  });
}

/** In sentences, with the reasons that bureaus gave. */
export function expertiseTexts(context: Pick<Context, 'election'>, comparison: Comparison): string[] {
  if (comparison.kind === 'none')
    return ['Le dossier n’indique aucun rapport d’expertise : le logiciel n’est comparé à aucun autre.'];
  const { report, expected, found } = comparison;
  if (comparison.kind === 'same')
    return [typeset(`Le logiciel est celui du rapport d’expertise « ${report} » : même empreinte.`)];
  const reasons = journalFacts(context, 'expertise-difference-accepted').map((each) =>
    typeset(
      `Scellé malgré cette différence. Raisons du bureau : ${textOf(each, 'reason')} (${frenchDateTime(each.atMs)})`,
    ),
  );
  return [
    typeset(`Le logiciel n’est pas celui du rapport d’expertise « ${report} ».`),
    typeset(`Empreinte du rapport : ${expected}.`),
    typeset(`Empreinte mesurée : ${found.program}.`),
    ...(found.image === null ? [] : [typeset(`Empreinte de l’image : ${found.image}.`)]),
    ...reasons,
  ];
}
