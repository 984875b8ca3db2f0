// A process that speaks the media contract's wire just as its test says: a peer for the control plane's adapter.
// SCRIPT: comma-separated steps to take at start. `ready` says so, `die` ends, `nonsense` breaks the contract, `stubborn`
// stays at SIGTERM, `event` sends one event. Commands are answered by their name, see below.
const steps = (process.env['SCRIPT'] ?? 'ready').split(',');
/** @param {unknown} message */
const say = (message) => process.send?.(message);

process.on('disconnect', () => process.exit(0));
if (!steps.includes('stubborn')) process.on('SIGTERM', () => process.exit(0));
else process.on('SIGTERM', () => undefined);

process.on('message', ({ requestId, command, input }) => {
  switch (command) {
    case 'leaveRoom':
      return say({ kind: 'answer', requestId, output: {} });
    case 'pauseStream':
      return undefined; // never answers
    case 'closeRoom':
      return process.exit(3);
    case 'openRoom':
      return say({ kind: 'answer', requestId, output: { routerRtpCapabilities: 'not what the contract says' } });
    case 'joinRoom':
      for (const participantId of [input.participantId, input.roomId]) {
        say({ kind: 'event', event: { kind: 'arenaParticipantLeft', roomId: input.roomId, participantId } });
      }
      return say({ kind: 'answer', requestId, output: {} });
    default:
      return say({
        kind: 'refusal',
        requestId,
        problem: { code: 'STREAM_NOT_FOUND', message: `no stream for ${command}` },
      });
  }
});

for (const step of steps) {
  if (step === 'ready') say({ kind: 'ready', httpPort: 4711 });
  if (step === 'nonsense') say({ kind: 'gibberish' });
  if (step === 'die') process.exit(1);
}
