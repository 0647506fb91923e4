import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { oneLine } from '../../model/quote.ts';
import { MOST_MESSAGE, messageLines } from './lines.ts';
import { type Refused, refusalOf } from './refused.ts';

/** A question that a model may ask. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The fields of the input, all of them texts, with what they mean. */
  readonly fields: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  /** Rejects with a sentence that says what to do, where there is no answer. */
  answer(input: unknown): Promise<string>;
}

/** The longest answer, in characters: no model reads more, and a workspace with a thousand targets has more to say. */
const MOST_ANSWER = 1_000_000;

function tooLarge(length: number): string {
  return `The answer has ${length} characters, and ${MOST_ANSWER} is the most. Ask for one image, or name a target.`;
}

const TOO_LONG = { code: -32600, message: `This message has more than ${MOST_MESSAGE} bytes, and was not read.` };

function refuse(transport: StdioServerTransport, { code, message, id }: Refused): Promise<void> {
  process.stderr.write(`acr-pull: ${message}\n`);
  return transport.send({ jsonrpc: '2.0', ...(id === undefined ? {} : { id }), error: { code, message } });
}

/**
 * Serves the tools over standard input and output, until the other end closes it. A bundle of its own holds this file and
 * the SDK: https://modelcontextprotocol.io/specification/2025-06-18/server/tools
 */
export async function serve(tools: readonly Tool[], version: string, instructions: string): Promise<void> {
  const server = new Server({ name: 'acr-pull', version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, title, description, fields, required }) => ({
      name,
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
    const tool = tools.find(each => each.name === name);
    if (!tool) throw new Error(`There is no tool \`${name}\`.`);
    try {
      const text = await tool.answer(input);
      if (text.length > MOST_ANSWER) throw new Error(tooLarge(text.length));
      return { content: [{ type: 'text' as const, text }] };
    } catch (error) {
      const text = oneLine(error instanceof Error ? error.message : String(error));
      return { content: [{ type: 'text' as const, text }], isError: true };
    }
  });
  // its text may be the other end's own
  server.onerror = () => process.stderr.write('acr-pull: a message was not understood, and has no answer.\n');
  const closed = new Promise<void>(resolve => {
    server.onclose = resolve;
    process.stdin.once('end', resolve); // the SDK does not tell of it
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
  const transport = new StdioServerTransport(process.stdin.pipe(lines));
  await server.connect(transport);
  await closed;
}
