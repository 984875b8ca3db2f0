/** `lost` tries again by itself; `refused` and `closed` are final. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused' | 'closed';
