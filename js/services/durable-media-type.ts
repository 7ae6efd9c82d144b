/** The content type of requests and answers of an object by HTTP. */
export const contentType = 'application/vnd.tcpless'
