import type { Problem } from '../connection/problem.ts';
import type { OwnSource } from './own-source.ts';

const names: Record<OwnSource, string> = { CAMERA: 'camera', MICROPHONE: 'microphone' };

/** Why `getUserMedia` refused, by the name of its DOMException (Media Capture and Streams, section 10.2.1). Pure. */
export function deviceProblem(source: OwnSource, exceptionName: string): Problem {
  const name = names[source];
  switch (exceptionName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return {
        code: 'PERMISSION_DENIED',
        message: `This page may not use the ${name}.`,
        remedy: `Allow the ${name} for this site in the browser's address bar, then try again. You can also join without it.`,
      };
    case 'NotFoundError':
    case 'OverconstrainedError':
      return {
        code: 'DEVICE_NOT_FOUND',
        message: `No ${name} was found.`,
        remedy: `Plug one in and try again, or join without a ${name}.`,
      };
    case 'NotReadableError':
    case 'AbortError':
      return {
        code: 'DEVICE_BUSY',
        message: `The ${name} does not answer.`,
        remedy: `Another program may be using the ${name}: close it and try again, or choose another one.`,
      };
    default:
      return {
        code: 'DEVICE_FAILED',
        message: `The ${name} could not be opened (${exceptionName}).`,
        remedy: `Choose another ${name}, or join without it.`,
      };
  }
}

export const insecureContext: Problem = {
  code: 'INSECURE_CONTEXT',
  message: 'The browser gives cameras and microphones only to pages that came over HTTPS (or from this very computer).',
  remedy: 'Open the link with https:// at its beginning. You can still join here to watch and listen.',
};
