/** The words of the dashboard: where a contest stands, whether counters agree, the seal, the services. */
import { frenchDate, frenchDateTime, frenchTime } from '../../../../core/french/dates.ts';
import { timeLeft } from '../../../../core/french/text.ts';
import { plural } from '../../../../core/seats/phrases-fr.ts';
import type { Way } from '../../../clock/outbox.ts';
import type { Dossier } from '../../../../core/dossier/types.ts';
import type { ContestNow, Dashboard, SealNow } from '../../../use-cases/read-dashboard.ts';
import type { KioskState } from '../../../use-cases/kiosk-states.ts';
import { isWell, type ServiceState } from '../../../use-cases/service-states.ts';
import { processName } from '../../../journal-words.ts';

/** A line that says in words whether all is well; its look says it again. */
export interface StateLine {
  readonly label: string;
  readonly text: string;
  readonly isWell: boolean;
}

/** « à 10 h » of the same day, else with the day. */
export function momentWords(atMs: number, nowMs: number): string {
  return frenchDate(atMs) === frenchDate(nowMs) ? `à ${frenchTime(atMs)}` : `le ${frenchDateTime(atMs)}`;
}

export function situationWords({ phase, calendar }: ContestNow, nowMs: number): string {
  const { opensMs, closesMs, graceMs } = calendar;
  switch (phase) {
    case 'beforeOpening':
      return `Ouvre dans ${timeLeft(opensMs - nowMs)}`;
    case 'open':
      return `Ouvert : il reste ${timeLeft(closesMs - nowMs)}`;
    case 'suspended':
      return 'Suspendu par le bureau de vote';
    case 'grace':
      return `Clos ; ${timeLeft(closesMs + graceMs - nowMs)} pour finir un vote commencé`;
    case 'closed':
      return `Clos ${momentWords(closesMs, nowMs)}`;
  }
}

/** « en accord », « écart : 1 émargement de plus ». */
export function agreementWords(signOffs: number, ballots: number): string {
  if (signOffs === ballots) return 'en accord';
  return signOffs > ballots
    ? `écart : ${plural(signOffs - ballots, 'émargement', 'émargements')} de plus`
    : `écart : ${plural(ballots - signOffs, 'bulletin', 'bulletins')} de plus`;
}

/** Of what moment the figures are, and when there will be others. */
export function rhythmWords({ sight, contests, atMs }: Dashboard): string | null {
  const told = contests.flatMap(({ turnout }) => (turnout === null ? [] : [turnout.told]));
  const next = told.flatMap(({ nextMs }) => nextMs ?? []);
  if (sight === 'live' || next.length === 0) return null;
  const nextWords = momentWords(Math.min(...next), atMs);
  const open = told.filter(({ nextMs }) => nextMs !== null);
  const asOf = Math.max(...open.map(({ asOfMs }) => asOfMs ?? 0));
  const why =
    'Entre deux, rien ne change, même en rechargeant la page : un compteur qui bouge dirait qui vient de voter.';
  return asOf === 0
    ? `Premiers chiffres ${nextWords}. ${why}`
    : `Chiffres arrêtés ${momentWords(asOf, atMs)} ; prochains ${nextWords}. ${why}`;
}

export function sealLines({ bureaus }: Dossier, seal: SealNow, nowMs: number): StateLine[] {
  const sealed = {
    label: 'Scellement',
    text: `Scellé le ${frenchDateTime(seal.sealedMs)}`,
    isWell: true,
  };
  if (seal.last === null)
    return [sealed, { label: 'Dernier contrôle', text: 'Aucun depuis le scellement', isWell: true }];
  const { atMs, isClean, by } = seal.last;
  const bureau = bureaus.find(({ id }) => id === by?.bureau)?.name;
  const who = by === null ? 'par le système, à l’heure prévue' : `par ${bureau ?? 'un bureau de vote'}`;
  const verdict = isClean ? 'rien n’a changé' : 'une différence a été trouvée';
  return [
    sealed,
    { label: 'Dernier contrôle', text: `${momentWords(atMs, nowMs)}, ${who} : ${verdict}`, isWell: isClean },
  ];
}

const rooms = { enough: 'de la place', low: 'bientôt plein', full: 'plein' };

export function serviceLine(state: ServiceState, nowMs: number): StateLine {
  const line = { isWell: isWell(state) };
  switch (state.service) {
    case 'disk':
      return { ...line, label: 'Disque', text: rooms[state.room] };
    case 'certificate':
      return {
        ...line,
        label: 'Certificat du site',
        text:
          state.endsMs === null
            ? 'illisible'
            : `valable jusqu’au ${frenchDate(state.endsMs)}${state.lasts ? '' : ', avant la fin du vote'}`,
      };
    case 'web':
      return { ...line, label: processName('web'), text: webWords(state.processes) };
    case 'mail':
      return { ...line, label: 'Messages au bureau', text: outboxWords(state, nowMs) };
    case 'sms':
      return { ...line, label: 'SMS au bureau', text: outboxWords(state, nowMs) };
    case 'roll':
    case 'urn':
    case 'codes':
    case 'clock':
      return {
        ...line,
        label: processName(state.service),
        text: state.answers ? 'répond' : 'ne répond pas',
      };
  }
}

function webWords(processes: number | null): string {
  if (processes === null) return 'répondent';
  return processes === 1 ? 'un processus répond' : `${processes} processus répondent`;
}

function outboxWords(
  { service, outbox, hasRecipients }: Extract<ServiceState, { service: Way }>,
  nowMs: number,
): string {
  if (!hasRecipients) return 'aucune adresse à prévenir';
  if (outbox === null) return 'état inconnu';
  const { hasGateway, waiting, lastFailureMs } = outbox;
  const queue = waiting === 0 ? 'rien n’attend' : plural(waiting, 'message attend', 'messages attendent');
  if (!hasGateway)
    return `pas de ${service === 'mail' ? 'messagerie' : 'passerelle de SMS'} configurée, ${queue}`;
  return lastFailureMs === null
    ? queue
    : `${queue}, dernier envoi refusé ${momentWords(lastFailureMs, nowMs)}`;
}

export function alertLine(open: number): StateLine {
  const text =
    open === 0 ? 'aucune' : plural(open, 'alerte à lire ou en cours', 'alertes à lire ou en cours');
  return { label: 'Alertes', text, isWell: open === 0 };
}

export function kioskWords({ standing, isRunningDown }: KioskState): string {
  const words = {
    serving: 'en service',
    bureau: 'occupée par le bureau de vote',
    silent: 'ne donne plus signe de vie',
    'never-seen': 'pas encore démarrée',
  }[standing];
  return isRunningDown ? `${words}, batterie presque vide` : words;
}
