import { JSONRPCMessageSchema, type RequestId, RequestIdSchema } from '@modelcontextprotocol/sdk/types.js';
import { isObject } from '../../model/objects.ts';

/** The answer to an invalid message. */
export interface Refused {
  readonly code: number;
  readonly message: string;
  /** The id of the message, if it has a valid one. */
  readonly id?: RequestId | undefined;
}

/**
 * Answers a line that the SDK silently drops, for which a client would wait. Undefined: the SDK takes the line.
 *
 * https://www.jsonrpc.org/specification: -32700 for a text that is no JSON, -32600 for JSON that is no request. The id
 * is the request's own. If none can be read, it is left out. MCP requires that, as its ids are never null, and its
 * clients accept no other answer: https://modelcontextprotocol.io/specification/2025-11-25/schema#jsonrpcerrorresponse
 */
export function refusalOf(line: string): Refused | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return { code: -32700, message: 'This message is no JSON, and was not read.' };
  }
  if (isUnanswered(message) || JSONRPCMessageSchema.safeParse(message).success) return undefined;
  const id = RequestIdSchema.safeParse(isObject(message) ? message['id'] : undefined).data;
  return { code: -32600, message: 'This message is no request of MCP, and was not read.', id };
}

/**
 * Notifications and answers get no answer, broken or not: otherwise, two ends could answer each other's answers
 * forever.
 */
function isUnanswered(message: unknown): boolean {
  if (!isObject(message)) return false;
  return 'method' in message ? typeof message['method'] === 'string' && !('id' in message) : isAnswer(message);
}

function isAnswer(message: object): boolean {
  return 'result' in message || 'error' in message;
}
