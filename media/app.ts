/** A media node put together. */
import { createArenaLink } from './arena/arena-link.ts';
import type { MediaConfig } from './config.ts';
import type { Log } from './contract/log.ts';
import { createRooms } from './room/rooms.ts';
import { createCensus } from './server/census.ts';
import { createDispatch } from './server/dispatch.ts';
import { startNodeHttp } from './server/http.ts';
import { createIpcServer, type ParentChannel } from './server/ipc.ts';
import { createMetrics } from './server/metrics.ts';
import { createSfu } from './sfu/workers.ts';
import { theoraConfigurationFor } from './transcode/theora-setup.ts';
import { createTranscoder } from './transcode/transcoder.ts';

export interface MediaApp {
  /** Ends every room, process and socket. */
  close(): Promise<void>;
}

/** Starts a node that serves the process at the other end of the channel. */
export async function startMediaApp(config: MediaConfig, channel: ParentChannel, log: Log): Promise<MediaApp> {
  const ipc = createIpcServer(channel, log);
  const sfu = await createSfu({ ...config, log });
  const census = createCensus({ createTranscoder, createArenaLink });
  const rooms = createRooms({
    sfu,
    emit: ipc.emit,
    createTranscoder: census.createTranscoder,
    createArenaLink: census.createArenaLink,
    theoraConfiguration: theoraConfigurationFor,
    log,
  });
  const http = await startNodeHttp({
    host: config.httpHost,
    port: config.httpPort,
    metrics: createMetrics({ rooms, sfu, census }),
    unreadiness: () => (sfu.liveWorkers() === 0 ? 'no mediasoup worker is alive' : undefined),
    log,
  });
  ipc.serve(createDispatch({ rooms, log }), http.port);

  return {
    async close() {
      await http.close();
      await rooms.close();
      sfu.close();
    },
  };
}
