import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  type JSONRPCMessage,
  ListPromptsRequestSchema,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { asJson, oneLine } from '../../model/quote.ts';
import { cut } from '../../workspace/assistant/answer.ts';
import { inputText } from '../../workspace/assistant/questions.ts';
import type { AssistantFace, Prompt, Tool } from '../../workspace/assistant/tools.ts';
import { MOST_MESSAGE, messageLines } from './lines.ts';
import { type Refused, refusalOf } from './refused.ts';

/** An offer to models and people: questions with their answers, and texts that lead to them. */
export interface Offer {
  readonly instructions: string;
  readonly tools: readonly Tool[];
  readonly prompts: readonly Prompt[];
  /** The answers to the questions. */
  readonly asked: AssistantFace;
}

/** The longest sentence that refuses an answer, in characters. */
const MOST_REFUSAL = 2000;

/** Distinguishes the tools from those of other servers. */
const prefix = 'acr_';

const TOO_LONG = { code: -32600, message: `This message has more than ${MOST_MESSAGE} bytes, and was not read.` };

function refuse(transport: StdioServerTransport, { code, message, id }: Refused): Promise<void> {
  process.stderr.write(`acr-pull: ${message}\n`);
  return transport.send({ jsonrpc: '2.0', ...(id === undefined ? {} : { id }), error: { code, message } });
}

/** Names in answers are a stranger's: no message controls the terminal or the log in which it is printed. */
class QuietTransport extends StdioServerTransport {
  override send(message: JSONRPCMessage): Promise<void> {
    return new Promise(done => {
      if (process.stdout.write(`${asJson(message, 0)}\n`)) done();
      else process.stdout.once('drain', done);
    });
  }
}

/**
 * Serves the tools over standard input and output, until the other end closes it. A bundle of its own holds this file
 * and the SDK: https://modelcontextprotocol.io/specification/2025-06-18/server/tools
 */
export async function serve({ instructions, tools, prompts, asked }: Offer, version: string): Promise<void> {
  const capabilities = { tools: {}, prompts: {} };
  const server = new Server({ name: 'acr-pull', version }, { capabilities, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, title, description, fields, required }) => ({
      name: `${prefix}${name}`,
      title,
      description,
      inputSchema: {
        type: 'object' as const,
        properties: Object.fromEntries(
          Object.entries(fields).map(([field, meaning]) => [field, { type: 'string', description: meaning }]),
        ),
        required: [...required],
      },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: input } }) => {
    const tool = tools.find(each => `${prefix}${each.name}` === name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool \`${cut(name, MOST_REFUSAL)}\`.`);
    try {
      const { text, data } = await tool.answer(asked, input);
      return { content: [{ type: 'text' as const, text }], structuredContent: data };
    } catch (error) {
      const text = cut(oneLine(error instanceof Error ? error.message : String(error)), MOST_REFUSAL);
      return { content: [{ type: 'text' as const, text }], isError: true };
    }
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: prompts.map(({ name, title, description, argument }) => ({
      name,
      title,
      description,
      arguments: [argument],
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params: { name, arguments: given = {} } }) => {
    const prompt = prompts.find(each => each.name === name);
    if (!prompt) throw new McpError(ErrorCode.InvalidParams, `There is no prompt \`${cut(name, MOST_REFUSAL)}\`.`);
    const { argument, description } = prompt;
    const value = inputText(given, argument.name);
    if (value === undefined && argument.required)
      throw new McpError(ErrorCode.InvalidParams, `Give \`${argument.name}\`.`);
    const content = { type: 'text' as const, text: prompt.text(value) };
    return { description, messages: [{ role: 'user' as const, content }] };
  });
  // the error's text may be the other end's own
  server.onerror = () => process.stderr.write('acr-pull: a message was not understood, and has no answer.\n');
  const closed = new Promise<void>(resolve => {
    server.onclose = resolve;
    process.stdin.once('end', resolve); // the SDK does not report it
  });
  const lines = messageLines({
    atMost: MOST_MESSAGE,
    tooLong: () => void refuse(transport, TOO_LONG),
    admits: line => {
      const text = line.toString();
      if (text.trim() === '') return false; // a blank line is no message
      const refused = refusalOf(text);
      if (refused !== undefined) void refuse(transport, refused);
      return refused === undefined;
    },
  });
  const transport = new QuietTransport(process.stdin.pipe(lines));
  await server.connect(transport);
  await closed;
}
