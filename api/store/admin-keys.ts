import { apiKeyIds } from '../domain/base/ids.ts';
import type { AdminKeys } from '../domain/use-cases.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export function createAdminKeys(prisma: PrismaClient, newId: () => string): AdminKeys {
  return {
    async ensureAdminKey(hash) {
      await prisma.apiKey.upsert({ where: { hash }, create: { id: newId(), hash }, update: {} });
    },
    async findAdminKey(hash) {
      const key = await prisma.apiKey.findUnique({ where: { hash } });
      return key === null || key.revokedAt !== null ? undefined : { id: apiKeyIds.of(key.id) };
    },
  };
}
