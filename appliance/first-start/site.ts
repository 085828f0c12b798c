/**
 * The wizard of a first start, as a site: code of the console, five steps in any order and back, summary, installation by
 * the guard, first accesses. Answers live in memory until they are handed to the guard; nothing is installed here.
 */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { fileURLToPath } from 'node:url';
import { noStore, sameOrigin, securityHeaders } from '../web/security.ts';
import type { Access } from './access.ts';
import { installationOf, missingStep, noAnswers, steps, type Answers, type Step } from './answers.ts';
import { certificateStep } from './certificate-step.ts';
import { dossierStep } from './dossier-step.ts';
import type { Guard } from './handover.ts';
import { certificateLine, fieldsOf, readNature } from './read-forms.ts';
import { servicesStep, type SendTest } from './services-step.ts';
import { renderAccess, renderProgress, renderStep, renderTold, type StepView } from './show.ts';

const built = fileURLToPath(new URL('../../dist/booth/', import.meta.url));
const cookie = '__Host-installation';

/** What the wizard needs of the machine. */
export interface Means {
  readonly sendTest: SendTest;
  readonly largestDossier: number;
}

/** What a step may do: read and replace the answers, show itself again, go on. */
export interface Wizard {
  readonly app: Express;
  readonly answers: Answers;
  readonly show: (response: Response, step: Step, more?: Partial<StepView>) => void;
  readonly go: (response: Response, step: Step) => void;
}

export function createWizard(access: Access, guard: Guard, means: Means): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const crossSite = (_request: Request, response: Response) =>
    void response
      .status(403)
      .type('html')
      .send(renderTold('Demande refusée', 'Elle ne vient pas de ces pages. Rien n’est changé.'));
  app.use(securityHeaders(), noStore, sameOrigin(crossSite));
  app.use('/static', express.static(built, { index: false, etag: false, lastModified: false }));
  app.use(express.urlencoded({ extended: false, limit: '256kb' }));
  entrance(app, access);
  const answers = noAnswers();
  const handed: Handed = { isDone: false, lettersTaken: false };
  const wizard = wizardOn(app, answers, guard.network);
  app.use((request, response, next) => {
    // Handed over, the answers are the guard's until it refuses them.
    const isStep = steps.some((step) => request.path.startsWith(`/${step}`)) || request.path === '/installer';
    if (isStep && handed.isDone && guard.word()?.state !== 'refused') response.redirect(303, '/installation');
    else next();
  });
  stepPages(wizard, means);
  installation(wizard, guard, handed);
  app.use((_request, response) => {
    response
      .status(404)
      .type('html')
      .send(renderTold('Page introuvable', 'Cette adresse n’est pas de l’installation.'));
  });
  app.use(failed);
  return app;
}

/** Whether the guard was handed the answers; whether the person was handed the letters. */
interface Handed {
  isDone: boolean;
  lettersTaken: boolean;
}

function wizardOn(app: Express, answers: Answers, network: Guard['network']): Wizard {
  return {
    app,
    answers,
    show: (response, step, more = {}) => {
      const view: StepView = {
        ...{ step, answers, problems: {}, typed: {}, told: null, lines: [] },
        certificateLine: certificateLine(answers.certificate),
        missing: missingStep(answers),
        network: network(),
        ...more,
      };
      const isWrong = Object.keys(view.problems).length + view.lines.length > 0;
      response
        .status(isWrong ? 422 : 200)
        .type('html')
        .send(renderStep(view));
    },
    go: (response, step) => response.redirect(303, `/${step}`),
  };
}

/** Nothing but the code's page and the sheets of style is open before it. */
function entrance(app: Express, access: Access): void {
  app.get('/', (request, response) => {
    if (access.isOpen(tokenOf(request))) response.redirect(303, '/nature');
    else response.type('html').send(renderAccess(null));
  });
  app.post('/', (request, response) => {
    const token = access.open(fieldsOf(request.body)('code', 20));
    if (token === null) {
      const problem = 'Ce n’est pas le code de l’écran. Après cinq erreurs, l’écran en montre un autre.';
      response.status(422).type('html').send(renderAccess(problem));
      return;
    }
    response.cookie(cookie, token, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' });
    response.redirect(303, '/nature');
  });
  app.use((request, response, next) => {
    if (access.isOpen(tokenOf(request))) next();
    else response.redirect(303, '/');
  });
}

function tokenOf(request: Request): string | null {
  const pairs = (request.get('cookie') ?? '').split(';').map((part) => part.trim().split('=', 2));
  return pairs.find(([name]) => name === cookie)?.[1] ?? null;
}

function stepPages(wizard: Wizard, means: Means): void {
  const { app, answers, show, go } = wizard;
  for (const step of steps) app.get(`/${step}`, (_request, response) => show(response, step));
  app.post('/nature', (request, response) => {
    const { answer, problems } = readNature(fieldsOf(request.body));
    if (Object.keys(problems).length > 0) {
      show(response, 'nature', { problems, typed: { mode: answer.mode ?? '', host: answer.host } });
      return;
    }
    // A certificate is for one name.
    if (answer.host !== answers.host) answers.certificate = { kind: 'own' };
    Object.assign(answers, answer);
    go(response, 'certificat');
  });
  certificateStep(wizard);
  dossierStep(wizard, means.largestDossier);
  servicesStep(wizard, means.sendTest);
}

function installation({ app, answers, go }: Wizard, guard: Guard, handed: Handed): void {
  app.get('/installation.json', (_request, response) => {
    const missing = missingStep(answers);
    if (missing !== null) go(response, missing);
    else
      response
        .attachment('installation.json')
        .type('application/json')
        .send(`${JSON.stringify(installationOf(answers, guard.network()), null, 2)}\n`);
  });
  app.post('/installer', (_request, response) => {
    const missing = missingStep(answers);
    if (missing !== null) {
      go(response, missing);
      return;
    }
    guard.give(answers);
    handed.isDone = true;
    response.redirect(303, '/installation');
  });
  app.get('/installation', (_request, response) => {
    if (handed.isDone) response.type('html').send(renderProgress(guard.word()));
    else go(response, 'resume');
  });
  app.get('/courriers', (_request, response) => {
    const word = guard.word();
    if (word?.state !== 'done') {
      response.redirect(303, '/installation');
      return;
    }
    response.attachment(word.letters).type('application/octet-stream').send(guard.letters(word.letters));
    handed.lettersTaken = true;
  });
  app.post('/terminer', (_request, response) => {
    const word = guard.word();
    if (word?.state !== 'done') {
      response.redirect(303, '/installation');
      return;
    }
    guard.finish(handed.lettersTaken);
    const text = `Ces pages disparaissent. Le site ${word.site} répond dans une minute ou deux.`;
    response.type('html').send(renderTold('Le site démarre', text));
  });
}

/** No stack reaches a person, and nothing that was typed reaches a log. */
const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  const isTheirs = status >= 400 && status < 500;
  const text = isTheirs
    ? 'Ce qui a été envoyé est trop grand ou mal formé. Rien n’est retenu.'
    : 'Une erreur est survenue dans la machine. Recommencez ; rien n’est installé de ce fait.';
  response
    .status(isTheirs ? status : 500)
    .type('html')
    .send(renderTold('Demande non lue', text));
};
