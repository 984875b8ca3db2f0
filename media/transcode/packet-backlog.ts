/**
 * What came while ffmpeg was not listening yet, and is worth giving to it when it does: pure. Of pictures all since the
 * last keyframe, for without it nothing can be decoded; of sound only the newest, for an old word would delay all later
 * ones.
 */
export interface PacketBacklog {
  add(packet: BacklogPacket, now: number): void;
  /** Empties it, in the order of arrival. */
  take(now: number): Buffer[];
}

export interface BacklogPacket {
  packet: Buffer;
  timestamp: number;
  /** Of pictures: a keyframe begins here. Of sound: true, since every packet can be decoded by itself. */
  startsKeyframe: boolean;
}

const SOUND_MS = 40;
const PICTURES_MS = 1_000;
const MOST_PACKETS = 1_000;

export function createPacketBacklog(kind: 'audio' | 'video'): PacketBacklog {
  const keepMs = kind === 'audio' ? SOUND_MS : PICTURES_MS;
  let kept: Array<{ packet: Buffer; at: number }> = [];
  let keyframe: { timestamp: number; at: number } | undefined;

  function add({ packet, timestamp, startsKeyframe }: BacklogPacket, now: number): void {
    if (kind === 'audio') {
      kept = kept.filter(({ at }) => now - at < keepMs);
      kept.push({ packet, at: now });
      return;
    }
    // A keyframe's parameter sets and slices share its timestamp: only the first of them starts anew.
    if (startsKeyframe && keyframe?.timestamp !== timestamp) {
      keyframe = { timestamp, at: now };
      kept = [];
    }
    if (keyframe === undefined) return;
    kept.push({ packet, at: now });
    if (now - keyframe.at > keepMs || kept.length > MOST_PACKETS) clear();
  }

  function clear(): void {
    kept = [];
    keyframe = undefined;
  }

  function take(now: number): Buffer[] {
    const isFresh = kind === 'audio' || (keyframe !== undefined && now - keyframe.at <= keepMs);
    const taken = isFresh ? kept.filter(({ at }) => now - at <= keepMs).map(({ packet }) => packet) : [];
    clear();
    return taken;
  }

  return { add, take };
}
