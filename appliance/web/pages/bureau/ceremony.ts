/**
 * One step of a ceremony a screen, for a projector in a meeting room: its number, its article, what is read aloud, what to
 * look at, one thing to do. No secret is ever shown here. What is done is computed from the record, so that the page
 * resumes on any machine; an earlier step can be seen again, and a later one not done before its turn.
 */
import type { CeremonyState, StepState } from '../../../../core/ceremony/state.ts';
import { ceremonyTitles, stepWords } from '../../../../core/ceremony/words-fr.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTimeToTheSecond, frenchTime } from '../../../../core/french/dates.ts';
import { remarkNames } from '../../../role-words.ts';
import type { RemarkKind } from '../../../storage/election/ceremonies.ts';
import { subjectOf } from '../../../use-cases/ceremonies.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { rolePage, type RoleFrame } from '../role/frame.ts';
import { ceremonyPath, recordPath } from './ceremony-paths.ts';
import { nothing, stepFacts, type StepFacts } from './step-facts.ts';

export interface CeremonyView extends StepFacts {
  readonly bureau: string;
  readonly ceremony: string;
  readonly articles: string;
  readonly path: string;
  readonly number: number;
  readonly count: number;
  readonly step: string;
  readonly title: string;
  readonly aloud: string;
  readonly look: string;
  /** When and by whom it was done. */
  readonly done: string | null;
  /** What is to be done at this step, when its turn has come. */
  readonly action: { readonly kind: 'post' | 'link'; readonly label: string; readonly href: string } | null;
  readonly previous: string | null;
  readonly next: string | null;
  /** The ceremony is complete: what comes then. */
  readonly complete: { readonly again: string | null; readonly record: string } | null;
  /** The vote may have to be suspended for what is seen here. */
  readonly mayDecide: boolean;
  readonly remarks: readonly { readonly kind: string; readonly content: string; readonly at: string }[];
  readonly typed: TypedStep;
  readonly problem: string | null;
}

/** What was typed in the forms of the step, shown again when it must be corrected. */
export interface TypedStep {
  readonly contributions: readonly string[];
  readonly kind: RemarkKind;
  readonly remark: string;
}

export const untyped: TypedStep = { contributions: [], kind: 'observation', remark: '' };

const render = rolePage<CeremonyView>(import.meta.url, 'ceremony.ejs', ({ ceremony }) => ceremony);

export function renderCeremony(view: CeremonyView, frame: RoleFrame): string {
  return render(view, frame);
}

/** @param wanted number of the step asked for, from 1; anything else is the first that is not done. */
export async function ceremonyView(
  context: Context,
  id: BureauId,
  state: CeremonyState,
  wanted: unknown,
  typed: TypedStep,
  problem: string | null,
): Promise<CeremonyView> {
  const index = indexOf(state, wanted);
  const at = state.steps[index];
  if (at === undefined || state.occurrence === null) throw new Error('a ceremony is shown once opened');
  const dossier = dossierOf(context);
  const { ceremony } = state;
  const words = stepWords(at.step.id, subjectOf(dossier, at.step.id));
  const path = ceremonyPath(ceremony.id);
  const isNow = state.next === index;
  const facts = await stepFacts(context, id, at, state.occurrence);
  return {
    ...nothing,
    ...facts,
    bureau: dossier.bureaus.find((bureau) => bureau.id === id)?.name ?? id,
    ceremony: ceremonyTitles[ceremony.id],
    articles: ceremony.articles,
    path,
    number: index + 1,
    count: state.steps.length,
    step: at.step.id,
    ...words,
    done: at.fact === null ? null : doneText(context, at.fact),
    action: isNow ? actionOf(at, path, words.done) : null,
    previous: index === 0 ? null : `${path}?etape=${index}`,
    next: at.fact === null || index + 1 === state.steps.length ? null : `${path}?etape=${index + 2}`,
    complete:
      state.status === 'complete' && index + 1 === state.steps.length
        ? {
            again: state.past ? null : `${path}/presence`,
            record: `${recordPath(ceremony.id)}?fois=${state.occurrence.number}`,
          }
        : null,
    mayDecide: ceremony.id === 'opening' || ceremony.id === 'sealCheck',
    remarks: remarksOf(context, id, state),
    typed,
    problem,
  };
}

function indexOf({ steps, next }: CeremonyState, wanted: unknown): number {
  const asked = typeof wanted === 'string' && /^[1-9]\d{0,2}$/.test(wanted) ? Number(wanted) - 1 : null;
  const furthest = next ?? steps.length - 1;
  return asked === null ? furthest : Math.min(asked, furthest);
}

function doneText(
  { election }: Context,
  { atMs, account }: { atMs: number; account: string | null },
): string {
  const at = frenchDateTimeToTheSecond(atMs);
  const found = account === null ? null : election.account(account);
  return found === null ? `le ${at}` : `le ${at}, par ${found.firstName} ${found.lastName}`;
}

/** Acts that have a page of their own; every other is a button here. */
const pages: Readonly<Record<string, string>> = {
  trialHeld: '/bureau/essai',
  keysMade: '/bureau/cles',
  keysProved: '/bureau/cles',
  sealed: '/bureau/sceller',
  counted: '/bureau/depouillement',
};

function actionOf({ step }: StepState, path: string, label: string): CeremonyView['action'] {
  const own = pages[step.id];
  if (own !== undefined) return { kind: 'link', label, href: own };
  if (step.id === 'opened' || step.id === 'closed') return { kind: 'link', label, href: path };
  return { kind: 'post', label, href: `${path}/etapes` };
}

function remarksOf({ election }: Context, id: BureauId, { ceremony, occurrence }: CeremonyState) {
  return election
    .ceremonyRemarks(id)
    .filter((each) => each.ceremony === ceremony.id && each.number === occurrence?.number)
    .map(({ kind, content, atMs }) => ({ kind: remarkNames[kind], content, at: frenchTime(atMs) }));
}
