/** The use case castVote behind a socket of its own: what `web` does of a cast, without HTTPS and pages. */
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Result } from '../../core/result.ts';
import type { Receipt } from '../../core/sealing/receipt.ts';
import type { Reach } from '../../appliance/crash-points.ts';
import type { DataFolder } from '../../appliance/data-folder.ts';
import { rollInterface } from '../../appliance/roll/interface.ts';
import { connect, method, serve } from '../../appliance/socket.ts';
import { urnInterface } from '../../appliance/urn/interface.ts';
import { castVote, type CastVoteRefusal } from '../../appliance/use-cases/cast-vote.ts';

export const castInterface = {
  cast: method<Result<Receipt, CastVoteRefusal>>()(
    z.strictObject({ token: z.string(), contest: z.string(), ballot: z.string(), tracker: z.string() }),
  ),
};

export function runCaster(data: DataFolder, name: string, reach: Reach, log: Logger): Promise<Server> {
  const { socket } = data;
  const roll = connect(socket('roll'), rollInterface);
  const urn = connect(socket('urn'), urnInterface);
  const context = { roll, urn, reach };
  return serve(socket(name), castInterface, { cast: (vote) => castVote(context, vote) }, log);
}
