// The official client of the protocol against the service: it uploads a file in slices, is stopped half way, and goes on where it was.
// Arguments: the address of the door, the file, who it is, and what it is for.
import { createReadStream, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import * as tus from 'tus-js-client'

const [endpoint, path, as, place] = process.argv.slice(2)
const content = readFileSync(path)

const upload = (options) => new Promise((resolve, reject) => {
  const slices = []
  const u = new tus.Upload(options.uploadLengthDeferred ? createReadStream(path).pipe(new PassThrough()) : content, {
    endpoint, chunkSize: 300_000, retryDelays: [0, 100, 300], headers: { As: as },
    metadata: { filename: 'möte.wav', filetype: 'audio/wav', purpose: 'recording', place },
    onChunkComplete: (n, sent) => { slices.push(sent); if (options.stopAfter && sent >= options.stopAfter) { resolve({ url: u.url, slices }); u.abort() } },
    onSuccess: ({ lastResponse }) => resolve({ url: u.url, slices, digest: lastResponse.getHeader('Samverkan-Digest') }),
    onError: reject, ...options,
  })
  u.start()
})

const first = await upload({ stopAfter: 300_000 })
const second = await upload({ uploadUrl: first.url })
const later = await upload({ uploadLengthDeferred: true })
const whole = await upload({ chunkSize: Infinity, uploadDataDuringCreation: true, retryDelays: null })
await tus.Upload.terminate(whole.url, { headers: { As: as } })
const options = await fetch(endpoint, { method: 'OPTIONS' })
console.log(JSON.stringify({ url: first.url === second.url, stopped: first.slices.at(-1), from: second.slices[0], digest: second.digest,
  later: later.digest, whole: whole.digest, extensions: options.headers.get('Tus-Extension') }))
process.exit(0)
