/** What a person can send. */
export type OwnSource = 'CAMERA' | 'MICROPHONE';
