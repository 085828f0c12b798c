/**
 * The disk of the data, always encrypted: opened by the security chip where it recognises what started, else by the
 * recovery phrase typed on the console; an empty one is made ready once. A demonstration’s opens by a phrase that
 * everyone knows, and holds nothing else than a demonstration. A disk that holds anything else is never written.
 */
import { grow } from './data-growth.ts';
import type { Disk } from './disks.ts';
import { NewPhrase, type PhraseStep, type Typed } from './new-phrase.ts';
import { typedPhrase } from './recovery-phrase.ts';
import {
  bindToChip,
  closeDisk,
  dataLabel,
  isBoundToChip,
  makeDisk,
  mapped,
  openByChip,
  openByPhrase,
  unfinishedLabel,
  type DiskUse,
  type Run,
} from './sealed-disk.ts';
import { ProgramFailure } from '../progress.ts';

export type DataState =
  | { readonly state: 'mounted'; readonly use: DiskUse; readonly freeBytes: number }
  | { readonly state: 'missing' }
  /** More than one disk of data, one copied from the other perhaps: which one is the election's is not for a machine to say. */
  | { readonly state: 'several'; readonly devices: readonly string[] }
  | { readonly state: 'unreadable'; readonly device: string; readonly why: string }
  /** `asked` why the phrase is asked for: no chip was ever given the key, or the chip does not give it. */
  | {
      readonly state: 'locked';
      readonly device: string;
      readonly asked: 'no-chip' | 'chip-refuses';
      readonly wrong: number;
    }
  /** An empty disk, and nobody said yet what is to be installed. */
  | { readonly state: 'unmade' }
  /** An empty disk for an election: its phrase is offered, written by a person, typed again to be sure. */
  | ({ readonly state: 'phrase' } & PhraseStep);

/** What this machine can do. */
export interface Machine {
  readonly run: Run;
  readonly disks: () => readonly Disk[];
  readonly mounted: () => string | null;
  readonly freeBytes: () => number;
  /** Whether the disk is larger than the file system on it. */
  readonly hasRoomToGrow: (device: string) => boolean;
  /** Whether it has a chip that measured the image which runs. */
  readonly hasChip: boolean;
  readonly draw: () => string;
  readonly show: (place: string, text: string) => void;
}

/** Known to all: it protects nothing, and says so by its name. */
export const demonstrationPhrase = 'DEMONSTRATION';
const chipFailed =
  'La puce de sécurité n’a pas gardé la clé du disque : la phrase sera demandée à chaque démarrage. Gardez-la à portée du bureau. Tant que rien n’est scellé, vous pouvez remettre la puce (TPM) à zéro dans le micrologiciel, redémarrer et taper la phrase une fois ; après le scellement, n’y touchez pas.';

export class DataDisk {
  readonly #machine: Machine;
  /** Of the disk that is being made. */
  readonly #phrase: NewPhrase;
  #wrong = 0;
  /** The disk to which the chip did not give its key: it is asked once a disk. */
  #refused = '';

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#phrase = new NewPhrase(machine);
  }

  /** One look: does what can be done now. @param use what an empty disk is to be made for; null when nobody said. */
  open(typed: Typed | null, use: () => DiskUse | null): DataState {
    const { mounted, disks } = this.#machine;
    const open = (Object.keys(mapped) as DiskUse[]).find(
      (each) => mounted() === `/dev/mapper/${mapped[each]}`,
    );
    if (open !== undefined) return this.#mounted(open);
    const all = disks();
    const [found, ...others] = all.filter(({ kind, label }) => kind === 'encrypted' && label === dataLabel);
    if (found !== undefined && others.length > 0)
      return { state: 'several', devices: [found, ...others].map(({ device }) => device) };
    const blank = all.filter(
      ({ kind, label }) => kind === 'empty' || (kind === 'encrypted' && label === unfinishedLabel),
    );
    const [only] = blank;
    if (found === undefined && (only === undefined || blank.length > 1)) return { state: 'missing' };
    const device = found?.device ?? only?.device ?? '';
    try {
      return found === undefined ? this.#make(device, typed, use()) : this.#unlock(found, typed);
    } catch (error) {
      if (error instanceof ProgramFailure) return { state: 'unreadable', device, why: error.message };
      throw error;
    }
  }

  #mounted(use: DiskUse): DataState {
    return { state: 'mounted', use, freeBytes: this.#machine.freeBytes() };
  }

  #make(device: string, typed: Typed | null, use: DiskUse | null): DataState {
    const { run, hasChip } = this.#machine;
    if (use === null) return { state: 'unmade' };
    if (use === 'demonstration') {
      makeDisk(run, device, demonstrationPhrase, use);
      return this.#mount(use);
    }
    const asked = this.#phrase.ask(typed);
    if ('step' in asked) return { state: 'phrase', ...asked };
    makeDisk(run, device, asked.phrase, use);
    if (hasChip) this.#bind(device, asked.phrase, asked.place);
    this.#phrase.forget();
    return this.#mount(use);
  }

  #unlock(disk: Disk, typed: Typed | null): DataState {
    const { run, hasChip } = this.#machine;
    const { device } = disk;
    if (disk.use === 'demonstration') {
      if (!openByPhrase(run, device, demonstrationPhrase, 'demonstration'))
        return { state: 'unreadable', device, why: 'ce disque n’est pas celui d’une démonstration' };
      return this.#mount('demonstration');
    }
    const isBound = isBoundToChip(run, device);
    if (isBound && hasChip && this.#refused !== device) {
      if (openByChip(run, device)) return this.#mount('election');
      this.#refused = device;
    }
    if (typed !== null) {
      const phrase = typedPhrase(typed.text);
      if (openByPhrase(run, device, phrase, 'election')) {
        this.#wrong = 0;
        // From now on this chip gives the key again, to the image that runs now.
        if (hasChip) this.#bind(device, phrase, typed.place);
        return this.#mount('election');
      }
      this.#wrong += 1;
    }
    return { state: 'locked', device, asked: isBound ? 'chip-refuses' : 'no-chip', wrong: this.#wrong };
  }

  /** The phrase goes on opening the disk, whatever the chip does. */
  #bind(device: string, phrase: string, place: string): void {
    const { run, show } = this.#machine;
    const why = bindToChip(run, device, phrase);
    if (why !== null) show(place, `${chipFailed}\ndétail : ${why}`);
  }

  #mount(use: DiskUse): DataState {
    const { run, hasRoomToGrow } = this.#machine;
    const device = `/dev/mapper/${mapped[use]}`;
    try {
      check(run, device);
      if (hasRoomToGrow(device)) grow(run, device, (how) => check(run, device, how));
      run('/usr/bin/mount', ['-t', 'ext4', '-o', 'nosuid,nodev,noexec,noatime', device, '/data']);
    } catch (error) {
      closeDisk(run, use);
      throw error;
    }
    return this.#mounted(use);
  }
}

/** Repairs what a power cut leaves; what needs a decision is not repaired, and the disk not opened. */
export function check(run: Run, device: string, how: readonly string[] = ['-p']): void {
  try {
    run('/usr/sbin/e2fsck', [...how, device]);
  } catch (error) {
    // 1: errors, all repaired.
    if (!(error instanceof ProgramFailure && error.status === 1)) throw error;
  }
}
