/** A piece of work under way, for the partial `progress.ejs`: what is done, of how much, and the time left. */
import { timeLeft } from '../../../../core/french/text.ts';
import type { Progress } from '../../../progress.ts';

export interface ProgressView {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

/** Null once there is nothing left to do. */
export function progressView(label: string, { done, total, leftMs }: Progress): ProgressView | null {
  if (done >= total) return null;
  const left = leftMs === null ? '' : ` Il reste environ ${timeLeft(leftMs)}.`;
  return { label, done, total, text: `${done} sur ${total}.${left}` };
}
