/**
 * Before sealing: what will be frozen, whether the software is the one that the expert examined, what is missing, and each
 * derogation to accept by a tick of its own. The form seals; a derogation left out seals nothing.
 */
import { ceremonyTitles } from '../../../../core/ceremony/words-fr.ts';
import { frenchPeriod } from '../../../../core/french/dates.ts';
import { derogationKey, derogationsOf, urnSizes } from '../../../use-cases/accept-derogations.ts';
import { ceremonyState } from '../../../use-cases/ceremonies.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { derogationText } from '../../../use-cases/derogation-text-fr.ts';
import { compareExpertise, expertiseTexts } from '../../../use-cases/expertise.ts';
import { rolePage } from '../role/frame.ts';

export interface SealView {
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly missing: readonly string[];
  readonly derogations: readonly { readonly key: string; readonly text: string; readonly ticked: boolean }[];
  readonly expertise: readonly string[];
  /** Whether the software is not the one examined, so that the bureau must say why it seals. */
  readonly isOtherSoftware: boolean;
  readonly reason: string;
  readonly problem: string | null;
}

/** What was typed in the form. */
export interface TypedSeal {
  readonly accepted: readonly string[];
  readonly reason: string;
}

export const renderSeal = rolePage<SealView>(import.meta.url, 'seal.ejs', 'Scellement');

export async function sealView(
  context: Context,
  { accepted, reason }: TypedSeal,
  problem: string | null,
): Promise<SealView> {
  const comparison = await compareExpertise(context);
  const dossier = dossierOf(context);
  const sizes = urnSizes(dossier).filter(({ electors }) => electors > 0);
  const { calendar } = dossier;
  return {
    facts: [
      { label: 'Élection', value: dossier.title },
      { label: 'Vote', value: frenchPeriod(calendar.opensMs, calendar.closesMs) },
      { label: 'Inscrits', value: String(dossier.roll.length) },
      { label: 'Listes', value: String(dossier.lists.length) },
      { label: 'Urnes', value: `${sizes.length}, vides` },
      { label: 'Bureaux de vote', value: dossier.bureaus.map(({ name }) => name).join(' ; ') },
    ],
    missing: missing(context),
    derogations: derogationsOf(context).map((derogation) => ({
      key: derogationKey(derogation),
      text: derogationText(dossier, derogation),
      ticked: accepted.includes(derogationKey(derogation)),
    })),
    expertise: expertiseTexts(context, comparison),
    isOtherSoftware: comparison.kind === 'different',
    reason,
    problem,
  };
}

function missing(context: Context): string[] {
  const { state, phase } = momentOf(context);
  return [
    ...(state === 'preparing'
      ? ['Les codes d’accès ne sont pas créés : c’est au gestionnaire de le faire.']
      : []),
    ...(phase === 'beforeOpening'
      ? []
      : ['L’heure d’ouverture est passée : le scellement devait la précéder.']),
    ...dossierOf(context).bureaus.flatMap(({ id, name }) => {
      const sealing = ceremonyState(context, id, 'sealing');
      if (sealing === null) return [];
      const first = sealing.missing.map((each) => `${name} : il manque « ${ceremonyTitles[each]} ».`);
      return first.length > 0 || sealing.occurrence !== null
        ? first
        : [`${name} : la séance de scellement n’est pas ouverte, avec la liste des présents.`];
    }),
  ];
}
