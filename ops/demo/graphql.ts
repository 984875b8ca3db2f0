/** The demo does its administration as any program would: by GraphQL over HTTP, with an admin key. */

export interface Api {
  url: string;
  adminKey: string;
}

/** Rejects where the answer is not one of the expected type, with what the API said. */
export async function ask(api: Api, query: string, variables: object): Promise<unknown> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.adminKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('data' in body) || 'errors' in body) {
    throw new Error(`the API refused: ${JSON.stringify(body)}`);
  }
  return body.data;
}
