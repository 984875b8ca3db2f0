import { describe, expect, it } from '@jest/globals';
import { apiUrl } from '../../../../../web-admin/src/features/connection/api-url.ts';
import { ProblemError, payloadOf, problemOf } from '../../../../../web-admin/src/features/connection/problem.ts';
import { retryDelayMs } from '../../../../../web-admin/src/features/connection/retry.ts';
import { createStore } from '../../../../../web-admin/src/features/connection/store.ts';

type Answer =
  | { __typename: 'Payload'; value: number }
  | { __typename: 'AccessError'; code: string; message: string; remedy: string };

describe('payload of a result union', () => {
  it('is the wanted member', () => {
    const answer: Answer = { __typename: 'Payload', value: 1 };
    expect(payloadOf<Answer, 'Payload'>(answer, 'Payload').value).toBe(1);
  });

  it('throws the error that came instead', () => {
    const answer: Answer = { __typename: 'AccessError', code: 'FORBIDDEN', message: 'No.', remedy: 'Ask.' };
    expect(() => payloadOf<Answer, 'Payload'>(answer, 'Payload')).toThrow(ProblemError);
  });

  it('throws something that can be shown for a member that nobody knows', () => {
    expect(() => payloadOf<{ __typename: string }, 'Payload'>({ __typename: 'New' }, 'Payload')).toThrow(/New/);
    expect(problemOf(new TypeError('odd'))).toMatchObject({ code: 'UNEXPECTED', message: 'odd' });
  });
});

describe('delay before another try', () => {
  it('doubles from a quarter of a second to five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((tries) => retryDelayMs(tries, 0.5))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });

  it('is spread by a fifth either way', () => {
    expect([retryDelayMs(2, 0), retryDelayMs(2, 1)]).toEqual([800, 1200]);
  });
});

describe('store', () => {
  it('tells listeners of another value, and no longer after they have gone', () => {
    const store = createStore(1);
    const seen: number[] = [];
    const stop = store.subscribe(() => seen.push(store.get()));
    store.set(1);
    store.update((now) => now + 1);
    stop();
    store.set(3);
    expect(seen).toEqual([2]);
  });
});

describe('address of the API', () => {
  it('is on the page’s own origin', () => {
    expect(apiUrl({ protocol: 'https:', host: 'meet.example' })).toBe('wss://meet.example/graphql');
    expect(apiUrl({ protocol: 'http:', host: '127.0.0.1:4000' })).toBe('ws://127.0.0.1:4000/graphql');
  });
});
