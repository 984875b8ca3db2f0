import type { types } from 'mediasoup-client';
import {
  ConnectTransportDocument,
  ConsumeDocument,
  JoinRoomDocument,
  LeaveRoomDocument,
  MeetingEventsDocument,
  MeetingViewerDocument,
  type MeetingViewerQuery,
  PauseStreamDocument,
  ProduceDocument,
  RestartIceDocument,
  ResumeConsumerDocument,
  ResumeStreamDocument,
  type StreamSource,
} from '../../gql/graphql.ts';
import type { Connection } from '../connection/connection.ts';
import { payloadOf } from '../connection/problem.ts';
import type { MeetingEvent, Snapshot } from './meeting-state.ts';
import {
  capabilitiesToWire,
  dtlsToWire,
  iceParametersFromWire,
  parametersForReceiver,
  parametersOfSender,
  transportFromWire,
} from './rtp-wire.ts';

/** The node's sender of one stream to this client. */
export interface RemoteConsumer {
  id: string;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
}

/** What a participant begins with. */
export interface Joined {
  seat: Snapshot;
  receive: types.TransportOptions;
  send: types.TransportOptions;
}

/** A participant's calls, in mediasoup-client's types. Each throws `ProblemError`. */
export interface Signalling {
  viewer(): Promise<MeetingViewerQuery['viewer']>;
  /** Takes the seat, and makes the node's ends of both transports. */
  join(displayName: string): Promise<Joined>;
  connectTransport(transportId: string, dtlsParameters: types.DtlsParameters): Promise<void>;
  restartIce(transportId: string): Promise<types.IceParameters>;
  /** Answers with the new stream's id. */
  produce(transportId: string, source: StreamSource, rtp: types.RtpParameters, kind: types.MediaKind): Promise<string>;
  pauseStream(streamId: string): Promise<void>;
  resumeStream(streamId: string): Promise<void>;
  consume(transportId: string, streamId: string, capabilities: types.RtpCapabilities): Promise<RemoteConsumer>;
  resumeConsumer(consumerId: string): Promise<void>;
  leave(): Promise<void>;
  /** Everything after `after()`, which is asked anew at each reconnect. Returns what stops it. */
  followEvents(after: () => string, next: (event: MeetingEvent) => void): () => void;
}

export function createSignalling(connection: Connection): Signalling {
  const { request } = connection;
  return {
    async viewer() {
      return (await request(MeetingViewerDocument, {})).viewer;
    },
    async join(displayName) {
      const { joinRoom, receive, send } = await request(JoinRoomDocument, { input: { displayName } });
      return {
        seat: payloadOf(joinRoom, 'JoinRoomPayload'),
        receive: transportFromWire(payloadOf(receive, 'CreateTransportPayload')),
        send: transportFromWire(payloadOf(send, 'CreateTransportPayload')),
      };
    },
    async connectTransport(transportId, dtls) {
      const input = { transportId, dtlsParameters: dtlsToWire(dtls) };
      payloadOf((await request(ConnectTransportDocument, { input })).connectTransport, 'ConnectTransportPayload');
    },
    async restartIce(transportId) {
      const { restartIce } = await request(RestartIceDocument, { input: { transportId } });
      return iceParametersFromWire(payloadOf(restartIce, 'RestartIcePayload').iceParameters);
    },
    async produce(transportId, source, rtp, kind) {
      const wireKind = kind === 'audio' ? 'AUDIO' : 'VIDEO';
      const input = { transportId, source, kind: wireKind, rtpParameters: parametersOfSender(rtp) } as const;
      return payloadOf((await request(ProduceDocument, { input })).produce, 'ProducePayload').stream.id;
    },
    async pauseStream(streamId) {
      payloadOf((await request(PauseStreamDocument, { input: { streamId } })).pauseStream, 'OwnStreamPayload');
    },
    async resumeStream(streamId) {
      payloadOf((await request(ResumeStreamDocument, { input: { streamId } })).resumeStream, 'OwnStreamPayload');
    },
    async consume(transportId, streamId, capabilities) {
      const input = { transportId, streamId, rtpCapabilities: capabilitiesToWire(capabilities) };
      const payload = payloadOf((await request(ConsumeDocument, { input })).consume, 'ConsumePayload');
      return {
        id: payload.consumerId,
        kind: payload.kind === 'AUDIO' ? 'audio' : 'video',
        rtpParameters: parametersForReceiver(payload.rtpParameters),
      };
    },
    async resumeConsumer(consumerId) {
      const { resumeConsumer } = await request(ResumeConsumerDocument, { input: { consumerId } });
      payloadOf(resumeConsumer, 'ConsumerPayload');
    },
    async leave() {
      payloadOf((await request(LeaveRoomDocument, {})).leaveRoom, 'LeaveRoomPayload');
    },
    followEvents(after, next) {
      return connection.follow(
        MeetingEventsDocument,
        () => ({ after: after() }),
        ({ events }) => next(events),
      );
    },
  };
}
