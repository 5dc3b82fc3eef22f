import { createServer } from 'node:http'

/** The reference of the OCSP bench: reads the body, returns 500 fixed bytes. */
const body = Buffer.alloc(500, 1)
const server = createServer((request, response) => {
  request
    .resume()
    .once('end', () => response.writeHead(200, { 'content-type': 'application/ocsp-response', 'content-length': body.length }).end(body))
})
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), reusePort: true }, () => process.send?.('ready'))
process.once('disconnect', () => process.exit(0))
