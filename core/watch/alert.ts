/**
 * Alerts of the watch (CNIL 2-04, R211-571): every kind with its level, how many looks in a row it takes, and whether
 * only people can end it. A kind about one contest is for the bureau of that contest. What each says is
 * alert-text-fr.ts; when each is found, the other files of this folder.
 */

/** `urgent` and `attention` are mailed to the bureau and stay in sight until someone acknowledges them. */
export type Level = 'information' | 'attention' | 'urgent';

export type AlertKind = keyof typeof alertKinds;

interface Rule {
  readonly level: Level;
  /** Looks in a row (one a minute) before it is raised. */
  readonly looks: number;
  /** What the subject names. */
  readonly about: 'contest' | 'process' | 'kiosk' | 'appliance';
}

const rule = (level: Level, about: Rule['about'], looks = 1): Rule => ({ level, about, looks });

export const alertKinds = {
  'counters-disagree': rule('urgent', 'contest', 2),
  'counter-fell': rule('urgent', 'contest'),
  'counter-above-roll': rule('urgent', 'contest'),
  'urn-damaged': rule('urgent', 'contest'),
  'vote-unsettled': rule('attention', 'contest', 30),
  'filling-stopped': rule('attention', 'contest'),
  'filling-jumped': rule('attention', 'contest'),
  'voter-login-flood': rule('attention', 'appliance'),
  'role-login-flood': rule('attention', 'appliance'),
  'one-time-code-flood': rule('attention', 'appliance'),
  'voters-blocked': rule('attention', 'appliance'),
  'seal-changed': rule('urgent', 'appliance'),
  'clock-jumped': rule('urgent', 'appliance'),
  'clocks-differ': rule('attention', 'process', 2),
  'disk-low': rule('attention', 'appliance', 2),
  'disk-full': rule('urgent', 'appliance'),
  'process-silent': rule('urgent', 'process', 2),
  'process-restarting': rule('attention', 'process'),
  'kiosk-silent': rule('attention', 'kiosk', 3),
  'certificate-expiring': rule('information', 'appliance'),
  'certificate-ends-early': rule('urgent', 'appliance'),
  'mail-unsent': rule('attention', 'appliance'),
  'journal-cut': rule('urgent', 'process'),
  intervention: rule('attention', 'appliance'),
  restored: rule('urgent', 'appliance'),
} as const satisfies Record<string, Rule>;

/** Kinds that other processes report, instead of being seen by a look. */
export const reportedKinds = [
  'seal-changed',
  'clock-jumped',
  'intervention',
] as const satisfies readonly AlertKind[];

export type ReportedKind = (typeof reportedKinds)[number];

export function isAlertKind(kind: string): kind is AlertKind {
  return Object.hasOwn(alertKinds, kind);
}

/** Whether the kind's numbers are counts of sign-offs or ballots. */
export function tellsTurnout(kind: AlertKind): boolean {
  return alertKinds[kind].about === 'contest';
}

/** Numbers and short codes that the alert's sentence needs; never a person, a code or a ballot. */
export type AlertFacts = Readonly<Record<string, number | string>>;

export interface Finding {
  readonly kind: AlertKind;
  /** Contest, process, kiosk, or what the reporter calls it; empty for the appliance as a whole. */
  readonly subject: string;
  readonly facts: AlertFacts;
}

export function alertKey({ kind, subject }: Pick<Finding, 'kind' | 'subject'>): string {
  return `${kind}|${subject}`;
}
