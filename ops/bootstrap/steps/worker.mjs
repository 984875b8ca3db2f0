import path from 'node:path';
import { installMissing } from '../debian/install.mjs';
import { WORKER_BUILD } from '../debian/lists.mjs';
import { findBinary } from '../debian/system.mjs';
import { SetupError } from '../errors.mjs';
import { exists } from '../stamp.mjs';
import { buildWorker } from '../worker/build.mjs';
import { builtPath, prebuiltPath, putInCache } from '../worker/cache.mjs';
import { withLock } from '../worker/lock.mjs';
import { fetchPrebuilt } from '../worker/prebuilt.mjs';
import { proveWorker } from '../worker/prove.mjs';

/**
 * mediasoup's worker: named by the environment, from the cache, from mediasoup's own installer, or built here.
 *
 * @param {import('../context.mjs').Context} context gets `workerBin`
 * @returns {import('../steps.mjs').Step}
 */
export function workerStep(context) {
  return {
    title: 'mediasoup worker',
    done: async () => {
      const named = namedWorker(context.env);
      context.workerBin = named ?? (await cachedWorker(context));
      if (context.workerBin === undefined) return undefined;
      return named ? 'named by the environment' : 'cached';
    },
    run: async (say) => {
      const lock = path.join(context.cacheDir, 'mediasoup-worker', `lock-${process.platform}-${process.arch}`);
      const onWait = () => say('waiting for another set-up that is at it');
      return withLock(lock, onWait, async () => {
        const before = await cachedWorker(context);
        context.workerBin = before ?? (await fetched(context, say)) ?? (await built(context, say));
        return `ready in ${context.workerBin}`;
      });
    },
  };
}

/** @param {import('../context.mjs').Context['env']} env @returns {string | undefined} */
function namedWorker(env) {
  const name = env['BRYGGEN_WORKER_BIN'] || env['MEDIASOUP_WORKER_BIN'];
  if (!name) return undefined;
  if (findBinary(path.basename(name), { PATH: path.dirname(path.resolve(name)) })) return path.resolve(name);
  throw new SetupError(`BRYGGEN_WORKER_BIN or MEDIASOUP_WORKER_BIN names ${name}, which is not a program.`);
}

/** @param {import('../context.mjs').Context} context @returns {Promise<string | undefined>} */
async function cachedWorker(context) {
  for (const file of [await prebuiltPath(context), await builtPath(context)]) {
    if (file !== undefined && (await exists(file))) return file;
  }
  return undefined;
}

/** @param {import('../context.mjs').Context} context @param {(line: string) => void} say */
async function fetched(context, say) {
  say("asking mediasoup's own installer for one");
  const binary = await fetchPrebuilt(context);
  if (binary === undefined) {
    say('it has none within reach of this machine');
    return undefined;
  }
  await proveWorker(context, binary, say);
  const place = await prebuiltPath(context);
  await putInCache(binary, place);
  return place;
}

/** @param {import('../context.mjs').Context} context @param {(line: string) => void} say */
async function built(context, say) {
  await installMissing(context, WORKER_BUILD, say);
  const place = await builtPath(context);
  if (place === undefined) throw new SetupError('pkg-config does not know the libraries that were just installed.');
  if (await exists(place)) return place;
  await buildWorker(context, say, async (binary) => {
    await proveWorker(context, binary, say);
    await putInCache(binary, place);
  });
  return place;
}
