// Package transcribe has a machine write down what is said in a recording.
//
// The machine is a service that the operator runs or has chosen, spoken to as the makers of many such services have agreed to:
// POST {base}/v1/audio/transcriptions with the sound as a form's file, answered by JSON with stretches of text and when they
// were said (OpenAI API reference, "Create transcription", response_format verbose_json). One that knows no stretches, or
// answers with plain text, gives one stretch of the whole.
//
// What is larger than a service takes is cut into parts at packets and samples, and the times put together again. What comes back
// is somebody else's: times are put in order and within the sound, and texts are freed from what is no text.
//
// Calls go through internal/outward, so that neither an address nor a redirect leads anywhere it should not; with LocalOnly to
// this machine and the networks inside alone, which is how it is unless the operator says otherwise.
package transcribe
