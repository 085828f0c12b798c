/** A passage of a kiosk played without any page: events at instants, the effects gathered, and a ballot to vote on. */
import type { KioskSite } from '../../core/kiosk/api.ts';
import {
  newPassage,
  type Effect,
  type Passage,
  type PassageBallot,
  type PassageEvent,
  type PassageVoter,
} from '../../core/kiosk/passage.ts';
import { screenOf } from '../../core/kiosk/screens.ts';
import { itemsOf } from '../../core/kiosk/screen.ts';
import { step } from '../../core/kiosk/step.ts';
import { plainText } from '../../core/kiosk/text.ts';

export const site: KioskSite = {
  organisation: 'Domitia Habitat',
  title: 'Élections du comité social et économique',
  place: 'agence de Carcassonne',
  mode: 'real',
  phase: 'open',
  opensMs: Date.UTC(2022, 11, 8, 7, 30),
  closesMs: Date.UTC(2022, 11, 8, 16, 30),
  nowMs: Date.UTC(2022, 11, 8, 10),
  help: { phone: '01 99 00 00 00', hours: '24 heures sur 24', price: 'appel gratuit' },
  challenge: 'birthDate',
  secretAtLogin: false,
  secret: { alphabet: 'digits', length: 5 },
  languages: ['fr'],
};

export const voter: PassageVoter = {
  name: 'Mme Jeanne Martin',
  contests: [
    { contest: 'c2-titulaires', title: '2e collège, titulaires', phase: 'open', voted: false },
    { contest: 'c2-suppleants', title: '2e collège, suppléants', phase: 'open', voted: false },
  ],
};

export const ballot: PassageBallot = {
  contest: 'c2-titulaires',
  title: '2e collège, titulaires',
  strikes: true,
  secret: { alphabet: 'digits', length: 5 },
  lists: [
    { index: 1, name: 'CFDT', facts: [], candidates: ['Claire Aubanel', 'Marc Teyssier'] },
    { index: 0, name: 'CGT', facts: [], candidates: ['Sylvie Roumegoux'] },
  ],
};

export class Player {
  passage: Passage;
  nowMs = 1_000;
  readonly effects: Effect[] = [];

  constructor(from: KioskSite | null = site) {
    this.passage = newPassage(from);
  }

  /** One event, a second after the last. */
  send(event: PassageEvent, afterMs = 1_000): this {
    this.nowMs += afterMs;
    const { passage, effects } = step(this.passage, event, this.nowMs);
    this.passage = passage;
    this.effects.push(...effects);
    return this;
  }

  press(item: string): this {
    return this.send({ kind: 'press', item });
  }

  type(text: string): this {
    for (const character of text) this.send({ kind: 'type', character });
    return this;
  }

  tick(afterMs: number): this {
    return this.send({ kind: 'tick' }, afterMs);
  }

  get screen() {
    return screenOf(this.passage);
  }

  /** What is wrong, in the voter's words. */
  get problem() {
    const { problem } = this.screen;
    return problem === null ? null : plainText(problem);
  }

  get lines() {
    return this.screen.lines.map(plainText).join(' ');
  }

  get items() {
    return itemsOf(this.screen).map(({ id }) => id);
  }

  /** The effects since last asked. */
  taken(): Effect[] {
    return this.effects.splice(0);
  }

  /** From the welcome to the contests. */
  signedIn(identifier: string): this {
    this.send({ kind: 'reading', text: identifier }).type('07111968').send({ kind: 'enter' });
    return this.send({ kind: 'signed-in', voter });
  }

  /** From the contests to the recording of a vote for CGT. */
  cast(secret = '13579'): this {
    this.press('contest:c2-titulaires').send({ kind: 'opened', ballot });
    this.press('list:0').press('continue').press('continue');
    return this.type(secret).send({ kind: 'enter' });
  }
}
