import type { Log, Random } from '../domain/base/ports.ts';
import type { DomainStore } from '../domain/domain.ts';
import { createAdminKeys } from './admin-keys.ts';
import { type Census, takeCensus } from './census.ts';
import { openDatabase } from './database.ts';
import { openEventBell } from './event-bell.ts';
import { createEventLog } from './event-log.ts';
import { participantReader, roomReader, streamReader } from './lists.ts';
import { migrate } from './migrate.ts';
import { arenaLinkReader, codecPolicyReader, createMediaNodeStore } from './readers.ts';
import { createReconcileStore } from './reconcile-store.ts';
import { createTransactions } from './transactions.ts';

export interface Store extends DomainStore {
  /** Rejects where the database does not answer: for `/readyz`. */
  ping(): Promise<void>;
  census(): Promise<Census>;
  /** Idempotent. Subscriptions end. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `postgres://…` */
  url: string;
  log: Log;
  random: Random;
  /** The name of the one media node; `local` where it is left out. */
  nodeName?: string;
}

/** Connects, brings the schema up to date, and offers the domain its ports. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, log, random } = options;
  await migrate({ url, log });
  const database = openDatabase({ url, log });
  const { pool, prisma } = database;
  const bell = await openEventBell({ url, pool, log }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const node = { id: random.uuid(), name: options.nodeName ?? 'local' };
  return {
    transactions: createTransactions(pool),
    rooms: roomReader(pool, prisma),
    participants: participantReader(pool),
    streams: streamReader(pool),
    arenaLinks: arenaLinkReader(prisma),
    reconcile: createReconcileStore(pool, prisma),
    codecPolicies: codecPolicyReader(prisma),
    mediaNodes: await createMediaNodeStore(prisma, node),
    events: createEventLog(pool, bell),
    adminKeys: createAdminKeys(prisma, () => random.uuid()),
    async ping() {
      await pool.query('SELECT 1');
    },
    census: () => takeCensus(pool),
    async close() {
      await bell.close();
      await database.close();
    },
  };
}
