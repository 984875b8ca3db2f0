/** Reading by key, through Prisma; lists and the ledger are in lists.ts. */
import type { ArenaLinkReader } from '../domain/arena/ports.ts';
import { mediaNodeIds } from '../domain/base/ids.ts';
import type { MediaNodeStore } from '../domain/node/stores.ts';
import type { CodecPolicyReader } from '../domain/policy/ports.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { mediaNodeState } from './enums.ts';
import { toArenaLink, toCodecPolicy } from './rows.ts';

function among<T>(ids: readonly T[]): { in: T[] } {
  return { in: [...ids] };
}

export function arenaLinkReader(prisma: PrismaClient): ArenaLinkReader {
  const omit = { token: true, releasedAt: true } as const;
  return {
    async byIds(ids) {
      return (await prisma.arenaLink.findMany({ where: { id: among(ids) }, omit })).map(toArenaLink);
    },
    async ofRooms(ids) {
      const where = { roomId: among(ids), endedAt: null };
      return (await prisma.arenaLink.findMany({ where, omit })).map(toArenaLink);
    },
  };
}

export function codecPolicyReader(prisma: PrismaClient): CodecPolicyReader {
  return {
    async byIds(ids) {
      return (await prisma.codecPolicy.findMany({ where: { id: among(ids) } })).map(toCodecPolicy);
    },
    async default() {
      return toCodecPolicy(await prisma.codecPolicy.findFirstOrThrow({ where: { isDefault: true } }));
    },
  };
}

export async function createMediaNodeStore(
  prisma: PrismaClient,
  node: { id: string; name: string },
): Promise<MediaNodeStore> {
  const { id } = await prisma.mediaNode.upsert({
    where: { name: node.name },
    create: { ...node, state: 'DOWN' },
    update: {},
  });

  async function find(where: { id?: { in: string[] } }) {
    const [rows, roomCount] = await Promise.all([
      prisma.mediaNode.findMany({ where, orderBy: { name: 'asc' } }),
      prisma.room.count({ where: { state: 'OPEN' } }),
    ]);
    return rows.map((row) => ({
      id: mediaNodeIds.of(row.id),
      name: row.name,
      state: mediaNodeState.parse(row.state),
      // There is one node, and all open rooms are its.
      roomCount,
      upSince: row.upSince,
    }));
  }

  return {
    list: () => find({}),
    byIds: (ids) => find({ id: among(ids) }),
    async cameUp(at) {
      await prisma.mediaNode.update({ where: { id }, data: { state: 'UP', upSince: at } });
    },
    async wentDown(at) {
      await prisma.$transaction([
        prisma.mediaNode.update({ where: { id }, data: { state: 'DOWN' } }),
        prisma.room.updateMany({ where: { state: 'CLOSED', releasedAt: null }, data: { releasedAt: at } }),
        prisma.arenaLink.updateMany({ where: { endedAt: { not: null }, releasedAt: null }, data: { releasedAt: at } }),
      ]);
    },
  };
}
