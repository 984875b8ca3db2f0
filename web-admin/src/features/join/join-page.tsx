import { IconLinkOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { StatePanel } from '../../ui/state-panel.tsx';
import { apiUrl } from '../connection/api-url.ts';
import { useStore } from '../connection/use-store.ts';
import { createLocalMedia, type LocalMedia } from '../session/local-media.ts';
import { createMeeting, type Meeting } from '../session/meeting.ts';
import { EndPage } from './end-page.tsx';
import { joinTokenOf } from './join-token.ts';
import { Lobby } from './lobby.tsx';
import { RoomView } from './room-view.tsx';

interface Stay {
  meeting: Meeting;
  local: LocalMedia;
  /** Joins at once under this name: another try, or coming back. */
  nameAtOnce: string | null;
}

function openStay(token: string, nameAtOnce: string | null, before?: Stay): Stay {
  const local = createLocalMedia(before?.local);
  return { local, meeting: createMeeting({ url: apiUrl(location), token, local }), nameAtOnce };
}

export function JoinPage() {
  const [token] = useState(() => joinTokenOf(location.hash));
  if (token !== null) return <JoinWithToken token={token} />;
  return (
    <StatePanel icon={IconLinkOff} tone="orange" title="This link is not complete">
      It should go on after a # sign. Open it again from the message you got it in, or ask for a new one.
    </StatePanel>
  );
}

function JoinWithToken({ token }: { token: string }) {
  const [stay, setStay] = useState(() => openStay(token, null));
  const [name, setName] = useState('');
  const { meeting, local, nameAtOnce } = stay;
  const phase = useStore(meeting.phase);

  useEffect(() => {
    // At once, or the others would see a frozen picture until the server misses the socket.
    const unload = (): void => meeting.close();
    window.addEventListener('pagehide', unload);
    // Another link opened in this tab changes the fragment only.
    const reload = (): void => location.reload();
    window.addEventListener('hashchange', reload);
    return () => {
      window.removeEventListener('pagehide', unload);
      window.removeEventListener('hashchange', reload);
      meeting.close();
      local.close();
    };
  }, [meeting, local]);

  useEffect(() => {
    const ready = local.open();
    if (nameAtOnce !== null) void ready.then(() => meeting.join(nameAtOnce));
  }, [local, meeting, nameAtOnce]);

  function join(displayName: string): void {
    setName(displayName);
    void meeting.join(displayName);
  }

  if (phase.kind === 'ended') {
    return (
      <EndPage end={phase.end} local={local} again={() => setStay(openStay(token, name === '' ? null : name, stay))} />
    );
  }
  if (phase.kind === 'in') return <RoomView meeting={meeting} local={local} />;
  return (
    <Lobby
      meeting={meeting}
      local={local}
      token={token}
      joining={phase.kind === 'joining' || nameAtOnce !== null}
      onJoin={join}
    />
  );
}
