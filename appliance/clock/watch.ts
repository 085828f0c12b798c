/**
 * The watch (CNIL 2-04, R211-571; the CIG's « trois fois par jour »): a look a minute, alerts raised and ended by the
 * rules of core/watch, checkpoints every hour, summaries at the dossier's hours, mails. It reads counts alone, and what
 * fails in it stops nothing of the vote.
 */
import type { Logger } from 'pino';
import { checkpointCode, checkpointText, type Checkpoint } from '../../core/sealing/checkpoint.ts';
import { parisClock } from '../../core/dossier/paris.ts';
import { suspendedSpans } from '../../core/lifecycle/decisions.ts';
import { alertKey, alertKinds, type Finding, type ReportedKind } from '../../core/watch/alert.ts';
import { findingsOf, follow, type Streaks } from '../../core/watch/follow.ts';
import { isKioskHeard } from '../../core/watch/kiosks.ts';
import { alertMail, kioskBackMail, summaryMail, type MailContext } from '../../core/watch/mail-fr.ts';
import { alertShortText, isTexted } from '../../core/watch/sms-fr.ts';
import type { Observation } from '../../core/watch/observation.ts';
import type { SummaryContent } from '../../core/watch/summary.ts';
import { err, ok } from '../../core/result.ts';
import { canonicalText } from '../../core/sealing/canonical.ts';
import type { DataFolder } from '../data-folder.ts';
import { PeerError, type Handlers } from '../socket.ts';
import { openCheckpoints, type CheckpointReason } from './checkpoints.ts';
import { gatherer, lookEveryMs, type Moment, type Peers, type VotedContest } from './gather.ts';
import { restartsOf } from './restarts.ts';
import type { ClockStore } from './store.ts';
import type { CheckpointAnswer, watchInterface, WatchSettings } from './watch-interface.ts';
import { webPulse } from './web-pulse.ts';

const firstLookMs = 5_000;
const deliverEveryMs = 5_000;
const checkpointEveryMs = 3_600_000;
const minute = 60_000;

/** Seen by no look: a look that does not find them does not end them. */
const standing: ReadonlySet<string> = new Set([
  'seal-changed',
  'clock-jumped',
  'intervention',
  'journal-cut',
] satisfies (ReportedKind | 'journal-cut')[]);

interface Parts {
  readonly data: DataFolder;
  readonly store: ClockStore;
  readonly secret: Uint8Array;
  readonly peers: Peers;
  readonly log: Logger;
}

export interface Watch {
  /** Raises an alert that `clock` itself found, and mails it; the number of the alert. */
  readonly raise: (finding: Finding) => number;
  readonly handlers: Handlers<typeof watchInterface>;
  readonly checkpoint: (reason: CheckpointReason) => Promise<Checkpoint>;
  /** One look now: what the loop does every minute. */
  readonly look: () => Promise<Observation>;
  /** Looks and delivers for ever; answers how to stop. */
  readonly start: () => () => void;
}

export function openWatch({ data, store, secret, peers, log }: Parts): Watch {
  const { watch, alerts, outbox, journal } = store;
  const web = webPulse(() => performance.now());
  const gather = gatherer(data, peers, web, watch.highest(), restartsOf(watch, journal));
  let streaks: Streaks = new Map();
  /** Kiosks whose silence was mailed, by key of the alert: their return will be too. */
  const silentKiosks = new Map<string, string>();

  const nameOf = (contest: string): string =>
    watch.settings()?.contests.find((each) => each.contest === contest)?.name ?? contest;

  function mailContext(settings: WatchSettings): MailContext {
    const last = watch.checkpoint();
    return {
      organisation: settings.organisation,
      title: settings.title,
      site: settings.site,
      mode: data.mode,
      names: { contest: nameOf },
      withFigures: settings.figuresInMails,
      checkpoint: last === null ? null : checkpointText(last),
    };
  }

  function raise(finding: Finding): number {
    const { id, isNew } = alerts.found(finding);
    const settings = watch.settings();
    // That mails do not leave is not told by mail.
    const isMailed = alertKinds[finding.kind].level !== 'information' && finding.kind !== 'mail-unsent';
    if (isNew && isMailed && settings !== null) {
      outbox.put('mail', settings.emails, alertMail(finding, data.now(), mailContext(settings)));
      if (finding.kind === 'kiosk-silent') silentKiosks.set(alertKey(finding), finding.subject);
    }
    if (isNew && isTexted(finding) && settings !== null) {
      const body = alertShortText(finding, mailContext(settings));
      for (const phone of settings.phones) outbox.put('sms', [phone], { subject: '', body });
    }
    return id;
  }
  /** One word for one mail: a kiosk withdrawn, or the end of the vote, is no return. */
  function tellReturn(key: string, observation: Observation): void {
    const kiosk = silentKiosks.get(key);
    const settings = watch.settings();
    silentKiosks.delete(key);
    if (kiosk === undefined || settings === null || !isKioskHeard(observation, kiosk)) return;
    outbox.put('mail', settings.emails, kioskBackMail(kiosk, data.now(), mailContext(settings)));
  }
  const end = (finding: Pick<Finding, 'kind' | 'subject'>) => alerts.end(alertKey(finding));

  const checkpoints = openCheckpoints({
    now: data.now,
    journal,
    store: watch,
    secret,
    peers: { roll: peers.roll.vitals, urn: peers.urn.vitals, codes: peers.codes.vitals },
    webHead: web.head,
    highest: () => gather.highest,
    raise,
    end,
  });

  function momentNow(): Moment {
    const settings = watch.settings();
    const isOpen = settings !== null && store.closingSeal() === null && data.now() >= settings.opensMs;
    const { opensMs = 0, contests = [] } = settings ?? {};
    const voted = contests.map(({ contest }) => votedNow(contest, settings?.closesMs ?? 0));
    const closesMs = Math.max(settings?.closesMs ?? 0, ...voted.map((each) => each.closesMs));
    return {
      vote: isOpen && store.schedule() !== null ? { opensMs, closesMs, contests: voted } : null,
      closesMs: store.schedule() === null ? null : closesMs,
      electors: settings?.electors ?? 0,
      unsentMails: outbox.unsent(),
    };
  }

  function votedNow(contest: string, sealedMs: number): VotedContest {
    const decisions = store.decisions.on(contest);
    const extended = decisions.map((each) => (each.kind === 'extend' ? each.closesMs : sealedMs));
    const closesMs = Math.max(sealedMs, ...extended);
    return { contest, closesMs, suspensions: suspendedSpans(decisions, data.now()) };
  }

  async function look(): Promise<Observation> {
    const observation = await gather.look(momentNow());
    const opensMs = watch.settings()?.opensMs ?? Infinity;
    if (store.schedule() !== null && data.now() >= opensMs) watch.noteOpening(opensMs);
    const lasting = new Set([...alerts.open()].filter((key) => !standing.has(key.split('|')[0] ?? '')));
    const followed = follow(streaks, lasting, findingsOf(observation));
    streaks = followed.streaks;
    for (const finding of followed.present) raise(finding);
    for (const key of followed.ended) {
      alerts.end(key);
      tellReturn(key, observation);
    }
    await keepCheckpoints();
    summarise(observation);
    return observation;
  }

  /** Every hour; and at closing, should the process have stopped between the closing seal and its checkpoint. */
  async function keepCheckpoints(): Promise<void> {
    const last = watch.checkpoint();
    const closing = store.closingSeal();
    if (closing !== null && last !== null && last.atMs < closing.atMs) await checkpoints.take('closing');
    else if (last === null || data.now() - last.atMs >= checkpointEveryMs) await checkpoints.take('hourly');
  }

  function summarise(observation: Observation): void {
    const settings = watch.settings();
    const due = settings === null ? null : lastDue(settings, data.now());
    const previous = watch.summaries(1)[0] ?? null;
    if (settings === null || due === null || observation.counters === null) return;
    if (due < settings.opensMs || (previous !== null && previous.atMs >= due)) return;
    const content = summaryOf(observation, previous);
    watch.addSummary(content);
    outbox.put('mail', settings.emails, summaryMail(content, mailContext(settings)));
  }

  function summaryOf(observation: Observation, previous: SummaryContent | null): SummaryContent {
    const last = watch.checkpoint();
    return {
      atMs: observation.atMs,
      previousMs: previous?.atMs ?? null,
      contests: (observation.counters ?? []).map(({ contest, registered, signOffs, ballotsAfter }) => ({
        contest,
        registered,
        signOffs,
        ballots: ballotsAfter,
        more: signOffs - (previous?.contests.find((each) => each.contest === contest)?.signOffs ?? 0),
      })),
      alerts: alerts
        .alerts(false)
        .filter(({ endedMs, acknowledged }) => endedMs === null || acknowledged === null)
        .map(({ kind, subject, facts }) => ({ kind, subject, facts })),
      seal: watch.sealCheck(),
      silent: observation.processes.filter(({ answers }) => !answers).map(({ process }) => process),
      clocksAgree: observation.processes.every(({ clockLeadMs }) => Math.abs(clockLeadMs ?? 0) < 2_000),
      freeMebibytes: observation.disk === null ? null : Math.floor(observation.disk.freeBytes / 1024 ** 2),
      checkpoint: last === null ? null : { code: checkpointCode(last), text: checkpointText(last) },
    };
  }

  const handlers: Handlers<typeof watchInterface> = {
    watch: (settings) => {
      const before = watch.settings();
      const isSame = before !== null && canonicalText(before) === canonicalText(settings);
      if (before !== null && !isSame && store.schedule() !== null) return err({ code: 'round/sealed' });
      if (!isSame) watch.setSettings(settings);
      return ok(null);
    },
    beat: (beat) => {
      web.note(beat);
      checkpoints.check('web', beat.journal.at, beat.journal.hashAt);
      return { at: watch.checkpoint()?.heads.find(({ process }) => process === 'web')?.sequence ?? 0 };
    },
    alerts: ({ unacknowledged }) => ({ alerts: alerts.alerts(unacknowledged) }),
    raise: (finding) => ({ alert: raise(finding) }),
    lower: (finding) => {
      end(finding);
      return null;
    },
    sealChecked: ({ same }) => {
      watch.setSealCheck({ same, atMs: data.now() });
      if (same) end({ kind: 'seal-changed', subject: '' });
      else raise({ kind: 'seal-changed', subject: '', facts: {} });
      return null;
    },
    acknowledge: ({ alert, account, note }) => alerts.acknowledge(alert, account, note),
    checkpoint: async ({ reason, journal: { head } }) => {
      web.noteHead(head);
      return answerOf(await checkpoints.take(reason));
    },
    state: () => ({ webProcesses: web.count(), outbox: outbox.state() }),
    lastCheckpoint: () => {
      const last = watch.checkpoint();
      return last === null ? null : answerOf(last);
    },
    summaries: ({ limit }) => ({ summaries: watch.summaries(limit) }),
  };

  return {
    raise,
    handlers,
    checkpoint: checkpoints.take,
    look,
    start: () => {
      const stops = [
        repeat(firstLookMs, lookEveryMs, look, log, 'a look of the watch failed'),
        repeat(deliverEveryMs, deliverEveryMs, outbox.deliver, log, 'delivering mails failed'),
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
}

function answerOf(checkpoint: Checkpoint): CheckpointAnswer {
  return { text: checkpointText(checkpoint), code: checkpointCode(checkpoint), atMs: checkpoint.atMs };
}

/** The latest hour of a summary that is not after now, today by the clocks of Paris; null when there is none. */
export function lastDue(
  { summaryMinutes }: Pick<WatchSettings, 'summaryMinutes'>,
  nowMs: number,
): number | null {
  const { hour, minute: past } = parisClock(nowMs);
  const today = hour * 60 + past;
  const passed = summaryMinutes.filter((each) => each <= today);
  if (passed.length === 0) return null;
  return Math.floor(nowMs / minute) * minute - (today - Math.max(...passed)) * minute;
}

/** Never two at once; what fails is tried again at the next turn. */
function repeat(
  firstMs: number,
  everyMs: number,
  work: () => Promise<unknown>,
  log: Logger,
  failed: string,
): () => void {
  let timer: NodeJS.Timeout;
  const turn = () => {
    work()
      .catch((error: unknown) => {
        if (!(error instanceof PeerError)) log.error({ err: error }, failed);
      })
      .finally(() => (timer = setTimeout(turn, everyMs).unref()));
  };
  timer = setTimeout(turn, firstMs).unref();
  return () => clearTimeout(timer);
}
