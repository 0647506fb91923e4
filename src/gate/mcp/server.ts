import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

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
      return { content: [{ type: 'text' as const, text: await tool.answer(input) }] };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { content: [{ type: 'text' as const, text }], isError: true };
    }
  });
  const closed = new Promise<void>(resolve => {
    server.onclose = resolve;
    process.stdin.once('end', resolve); // the SDK does not tell of it
  });
  await server.connect(new StdioServerTransport());
  await closed;
}
