/** The pages of the wizard: one template each, around them where one is among the five steps. No script is needed. */
import { typeset } from '../../core/french/text.ts';
import { rich } from '../web/layout/site.ts';
import { page, type Shell } from '../web/render.ts';
import { steps, type Answers, type Step } from './answers.ts';
import type { GuardWord } from './handover.ts';
import type { Problems } from './read-forms.ts';

const titles: Readonly<Record<Step, string>> = {
  nature: 'Élection et nom du site',
  certificat: 'Certificat',
  dossier: 'Dossier de l’élection',
  services: 'Imprimeur, messages, heure',
  resume: 'Vérifier et installer',
};

export interface StepView {
  readonly step: Step;
  readonly answers: Answers;
  readonly problems: Problems;
  /** What was typed and not taken, by field; else the answers are shown. */
  readonly typed: Readonly<Record<string, string>>;
  /** What went well, in a sentence. */
  readonly told: string | null;
  /** A line a message about the dossier. */
  readonly lines: readonly string[];
  /** What is said of the certificate in the summary. */
  readonly certificateLine: string;
  /** `dhcp`, or the line that the console took. */
  readonly network: string;
  /** Where to go back to before installing; null when all is answered. */
  readonly missing: Step | null;
}

interface Around {
  readonly rich: typeof rich;
  readonly titles: typeof titles;
  readonly steps: typeof steps;
}

const around: Around = { rich, titles, steps };
const url = import.meta.url;
const templates = Object.fromEntries(
  steps.map((step) => [step, page<StepView & Around>(url, `pages/${step}.ejs`)]),
) as unknown as Readonly<Record<Step, ReturnType<typeof page<StepView & Around>>>>;

export function renderStep(view: StepView): string {
  return templates[view.step]({ ...view, ...around, shell: shellOf(titles[view.step]) });
}

const access = page<Around & { readonly problem: string | null }>(url, 'pages/access.ejs');
export function renderAccess(problem: string | null): string {
  return access({ ...around, problem, shell: shellOf('Première installation') });
}

const progress = page<Around & { readonly word: GuardWord | null; readonly refresh: number | null }>(
  url,
  'pages/progress.ejs',
);
/** Asks for itself again while the guard works. */
export function renderProgress(word: GuardWord | null): string {
  const refresh = word?.state === 'working' || word === null ? 3 : null;
  return progress({ ...around, word, refresh, shell: shellOf('Installation') });
}

const told = page<Around & { readonly title: string; readonly text: string }>(url, 'pages/told.ejs');
export function renderTold(title: string, text: string): string {
  return told({ ...around, title, text, shell: shellOf(title) });
}

function shellOf(title: string): Shell {
  return {
    title: typeset(title),
    organisation: { name: 'Isoloir', mark: 'I' },
    ...{ mode: 'real', barNote: 'Première installation', scripts: [], width: 'narrow' },
    help: { phone: '', hours: '', price: '' },
  };
}
