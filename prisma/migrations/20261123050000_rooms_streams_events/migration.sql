-- Rooms, who is in them, what they send, what they are linked to, and the log of all that.

CREATE TABLE "codec_policy" (
  "id" uuid PRIMARY KEY,
  "name" varchar(120) NOT NULL,
  "is_default" boolean NOT NULL,
  "web_rtc_audio" text[] NOT NULL CHECK (cardinality("web_rtc_audio") > 0 AND "web_rtc_audio" <@ '{opus}'),
  "web_rtc_video" text[] NOT NULL CHECK (cardinality("web_rtc_video") > 0 AND "web_rtc_video" <@ '{vp8,h264}'),
  "arena_audio_codec" text NOT NULL CHECK ("arena_audio_codec" = 'speex'),
  "arena_audio_payload_type" integer NOT NULL CHECK ("arena_audio_payload_type" BETWEEN 96 AND 127),
  "arena_audio_clock_rate" integer NOT NULL CHECK ("arena_audio_clock_rate" IN (8000, 16000, 32000)),
  "arena_video_codec" text NOT NULL CHECK ("arena_video_codec" = 'theora'),
  "arena_video_payload_type" integer NOT NULL CHECK ("arena_video_payload_type" BETWEEN 96 AND 127),
  "arena_video_width" integer NOT NULL CHECK ("arena_video_width" BETWEEN 16 AND 1920),
  "arena_video_height" integer NOT NULL CHECK ("arena_video_height" BETWEEN 16 AND 1080),
  "arena_video_frame_rate" integer NOT NULL CHECK ("arena_video_frame_rate" BETWEEN 1 AND 60),
  "arena_video_bitrate" integer NOT NULL CHECK ("arena_video_bitrate" BETWEEN 50000 AND 20000000)
);
CREATE UNIQUE INDEX "codec_policy_name_key" ON "codec_policy" ("name");
CREATE UNIQUE INDEX "codec_policy_one_default" ON "codec_policy" ("is_default") WHERE "is_default";

INSERT INTO "codec_policy" VALUES (
  '019aae00-0000-7000-8000-000000000001', 'default', true,
  '{opus}', '{vp8,h264}',
  'speex', 97, 16000,
  'theora', 98, 640, 360, 25, 1000000
);

CREATE TABLE "room" (
  "id" uuid PRIMARY KEY,
  "slug" varchar(64) NOT NULL CHECK ("slug" ~ '^[a-z0-9-]{3,64}$'),
  "name" varchar(120) NOT NULL CHECK ("name" <> ''),
  "state" text NOT NULL CHECK ("state" IN ('OPEN', 'CLOSED')),
  "version" integer NOT NULL CHECK ("version" > 0),
  "codec_policy_id" uuid NOT NULL REFERENCES "codec_policy" ON UPDATE CASCADE ON DELETE RESTRICT,
  "created_at" timestamptz(3) NOT NULL,
  "closed_at" timestamptz(3),
  "released_at" timestamptz(3),
  CONSTRAINT "room_closed_has_time" CHECK (("state" = 'CLOSED') = ("closed_at" IS NOT NULL)),
  CONSTRAINT "room_released_is_closed" CHECK ("released_at" IS NULL OR "state" = 'CLOSED')
);
CREATE UNIQUE INDEX "room_slug_key" ON "room" ("slug");
CREATE INDEX "room_created_at_id_idx" ON "room" ("created_at", "id");
CREATE INDEX "room_open" ON "room" ("id") WHERE "state" = 'OPEN';
CREATE INDEX "room_to_release" ON "room" ("id") WHERE "state" = 'CLOSED' AND "released_at" IS NULL;

CREATE TABLE "arena_link" (
  "id" uuid PRIMARY KEY,
  "room_id" uuid NOT NULL REFERENCES "room" ON UPDATE CASCADE ON DELETE CASCADE,
  "host" varchar(255) NOT NULL CHECK ("host" <> ''),
  "rtp_port" integer NOT NULL CHECK ("rtp_port" BETWEEN 2 AND 65534 AND "rtp_port" % 2 = 0),
  "arena" varchar(255) NOT NULL CHECK ("arena" <> ''),
  "token" varchar(4096),
  "state" text NOT NULL CHECK ("state" IN ('CONNECTING', 'LINKED', 'UNREACHABLE', 'UNLINKED')),
  "problem_code" text CHECK ("problem_code" IN ('ARENA_UNREACHABLE', 'ARENA_REFUSED', 'ARENA_UNKNOWN', 'ARENA_FULL', 'ARENA_LEFT')),
  "problem_message" varchar(1000),
  "next_attempt_at" timestamptz(3),
  "created_at" timestamptz(3) NOT NULL,
  "ended_at" timestamptz(3),
  "released_at" timestamptz(3),
  CONSTRAINT "arena_link_ended_has_time" CHECK (("state" = 'UNLINKED') = ("ended_at" IS NOT NULL)),
  CONSTRAINT "arena_link_problem_is_whole" CHECK (("problem_code" IS NULL) = ("problem_message" IS NULL)),
  CONSTRAINT "arena_link_unreachable_has_problem" CHECK ("state" <> 'UNREACHABLE' OR "problem_code" IS NOT NULL),
  CONSTRAINT "arena_link_linked_has_no_problem" CHECK ("state" <> 'LINKED' OR "problem_code" IS NULL),
  CONSTRAINT "arena_link_released_is_ended" CHECK ("released_at" IS NULL OR "ended_at" IS NOT NULL)
);
CREATE INDEX "arena_link_room_id_idx" ON "arena_link" ("room_id");
CREATE UNIQUE INDEX "arena_link_one_stands" ON "arena_link" ("room_id") WHERE "ended_at" IS NULL;
CREATE INDEX "arena_link_to_release" ON "arena_link" ("id") WHERE "ended_at" IS NOT NULL AND "released_at" IS NULL;

CREATE TABLE "participant" (
  "id" uuid PRIMARY KEY,
  "room_id" uuid NOT NULL REFERENCES "room" ON UPDATE CASCADE ON DELETE CASCADE,
  "origin" text NOT NULL CHECK ("origin" IN ('BROWSER', 'ARENA')),
  "state" text NOT NULL CHECK ("state" IN ('JOINED', 'LEFT')),
  "display_name" varchar(255) NOT NULL,
  "cname" varchar(255) NOT NULL,
  "arena_link_id" uuid REFERENCES "arena_link" ON UPDATE CASCADE ON DELETE CASCADE,
  "joined_at" timestamptz(3) NOT NULL,
  "left_at" timestamptz(3),
  "leave_reason" text CHECK ("leave_reason" IN ('LEFT', 'CONNECTION_LOST', 'NODE_LOST', 'ROOM_CLOSED', 'LEFT_ARENA', 'ARENA_UNLINKED')),
  CONSTRAINT "participant_arena_has_link" CHECK (("origin" = 'ARENA') = ("arena_link_id" IS NOT NULL)),
  CONSTRAINT "participant_left_has_time" CHECK (("state" = 'LEFT') = ("left_at" IS NOT NULL)),
  CONSTRAINT "participant_left_has_reason" CHECK (("state" = 'LEFT') = ("leave_reason" IS NOT NULL))
);
CREATE INDEX "participant_room_id_joined_at_id_idx" ON "participant" ("room_id", "joined_at", "id");
CREATE INDEX "participant_joined" ON "participant" ("room_id") WHERE "state" = 'JOINED';

CREATE TABLE "stream" (
  "id" uuid PRIMARY KEY,
  "room_id" uuid NOT NULL REFERENCES "room" ON UPDATE CASCADE ON DELETE CASCADE,
  "participant_id" uuid REFERENCES "participant" ON UPDATE CASCADE ON DELETE CASCADE,
  "arena_link_id" uuid REFERENCES "arena_link" ON UPDATE CASCADE ON DELETE CASCADE,
  "kind" text NOT NULL CHECK ("kind" IN ('AUDIO', 'VIDEO')),
  "source" text NOT NULL CHECK ("source" IN ('MICROPHONE', 'CAMERA', 'SCREEN', 'MIX', 'SCENE')),
  "state" text NOT NULL CHECK ("state" IN ('ACTIVE', 'PAUSED', 'ENDED')),
  "started_at" timestamptz(3) NOT NULL,
  "ended_at" timestamptz(3),
  CONSTRAINT "stream_has_sender" CHECK ("participant_id" IS NOT NULL OR "arena_link_id" IS NOT NULL),
  CONSTRAINT "stream_ended_has_time" CHECK (("state" = 'ENDED') = ("ended_at" IS NOT NULL))
);
CREATE INDEX "stream_room_id_started_at_id_idx" ON "stream" ("room_id", "started_at", "id");
CREATE INDEX "stream_participant_id_idx" ON "stream" ("participant_id");
CREATE INDEX "stream_active" ON "stream" ("room_id") WHERE "state" <> 'ENDED';

-- The SSRC ledger. An SSRC is unique on its leg at any moment, not for ever, and the two sides of a browser's stream may
-- for a moment overlap when a transcoder is replaced: hence no unique index on it.
CREATE TABLE "stream_leg" (
  "id" uuid PRIMARY KEY,
  "stream_id" uuid NOT NULL REFERENCES "stream" ON UPDATE CASCADE ON DELETE CASCADE,
  "side" text NOT NULL CHECK ("side" IN ('WEBRTC', 'ARENA')),
  "direction" text NOT NULL CHECK ("direction" IN ('IN', 'OUT')),
  "ssrc" bigint NOT NULL CHECK ("ssrc" BETWEEN 0 AND 4294967295),
  "payload_type" integer NOT NULL CHECK ("payload_type" BETWEEN 0 AND 127),
  "codec" varchar(64) NOT NULL,
  "clock_rate" integer NOT NULL CHECK ("clock_rate" > 0),
  "to_participant_id" uuid REFERENCES "participant" ON UPDATE CASCADE ON DELETE CASCADE,
  "started_at" timestamptz(3) NOT NULL,
  "ended_at" timestamptz(3)
);
CREATE INDEX "stream_leg_stream_id_started_at_idx" ON "stream_leg" ("stream_id", "started_at");
CREATE INDEX "stream_leg_ssrc_started_at_idx" ON "stream_leg" ("ssrc", "started_at");
CREATE INDEX "stream_leg_to_participant_id_idx" ON "stream_leg" ("to_participant_id");
CREATE INDEX "stream_leg_active" ON "stream_leg" ("stream_id") WHERE "ended_at" IS NULL;

CREATE TABLE "media_node" (
  "id" uuid PRIMARY KEY,
  "name" varchar(120) NOT NULL,
  "state" text NOT NULL CHECK ("state" IN ('UP', 'DOWN')),
  "up_since" timestamptz(3)
);
CREATE UNIQUE INDEX "media_node_name_key" ON "media_node" ("name");

-- Read by (xid, id), never by id alone: see api/store/README.md.
CREATE TABLE "event" (
  "id" bigserial PRIMARY KEY,
  "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
  "at" timestamptz(3) NOT NULL,
  "room_id" uuid NOT NULL,
  "type" varchar(64) NOT NULL,
  "payload" jsonb NOT NULL
);
CREATE INDEX "event_xid_id_idx" ON "event" ("xid", "id");
CREATE INDEX "event_room_id_xid_id_idx" ON "event" ("room_id", "xid", "id");

-- Wakes the log's readers at commit, with the id of each room that something happened in.
CREATE FUNCTION "notify_event"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('bryggen_event', "room_id"::text) FROM (SELECT DISTINCT "room_id" FROM "written") AS "rooms";
  RETURN NULL;
END
$$;
CREATE TRIGGER "event_notify" AFTER INSERT ON "event" REFERENCING NEW TABLE AS "written"
  FOR EACH STATEMENT EXECUTE FUNCTION "notify_event"();

CREATE TABLE "idempotency_record" (
  "key" varchar(128) PRIMARY KEY,
  "operation" varchar(64) NOT NULL,
  "input_hash" char(64) NOT NULL,
  "result" jsonb,
  "created_at" timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE "api_key" (
  "id" uuid PRIMARY KEY,
  "hash" char(64) NOT NULL CHECK ("hash" ~ '^[0-9a-f]{64}$'),
  "created_at" timestamptz(3) NOT NULL DEFAULT now(),
  "revoked_at" timestamptz(3)
);
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key" ("hash");
