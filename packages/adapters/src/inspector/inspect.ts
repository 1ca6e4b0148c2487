import { describeChart, RULES } from '@mx-member/machine/step';
import type { createInspector, StatelyInspectionEvent } from '@statelyai/inspect';
import { createPseudonyms } from './pseudonyms.ts';
import { hideSecrets } from './secrets.ts';
import { hideInText } from './texts.ts';

/** The options that all inspectors of `@statelyai/inspect` share. */
type InspectorOptions = NonNullable<Parameters<typeof createInspector>[1]>;

/**
 * Adds to a member's snapshot event the rule that decided, and the rule's sentence. Returns any other event unchanged.
 * The chart's guards show what MX reported; the rule shows why that led to the new state.
 */
function withDecision(inspected: StatelyInspectionEvent): StatelyInspectionEvent {
  if (inspected.type !== '@xstate.snapshot') return inspected;
  const { context } = Object(inspected.snapshot) as {
    context?: { verdict?: { rule?: unknown }; rule?: unknown };
  };
  // A view has the rule as a field of its own.
  const rule = context?.verdict?.rule ?? context?.rule;
  if (typeof rule !== 'string' || !Object.hasOwn(RULES, rule)) return inspected;
  const { when, follows } = RULES[rule as keyof typeof RULES];
  const event = { ...inspected.event, decidedBy: rule, because: `If ${when}: ${follows}.` };
  return { ...inspected, event };
}

/** The definition of a machine as JSON. The one of a member gets a sentence for each state and transition. */
function withSentences(definition: string): string {
  const config: unknown = JSON.parse(definition);
  return Object(config).id === 'mxMember' ? JSON.stringify(describeChart(config)) : definition;
}

/**
 * Makes an inspector of `@statelyai/inspect` that shows members but not their secrets. `hideSecrets` lists what counts
 * as a secret. The package's own `sanitizeEvent` and `sanitizeContext` do not see everything that it sends; this
 * function does. The event of each snapshot names the rule that decided (`decidedBy`) and the reason (`because`).
 *
 * ```ts
 * const options = { url: 'ws://127.0.0.1:8080', hideGuids: true };
 * const { inspect } = inspectMember(createWebSocketInspector, options); // Or createBrowserInspector.
 * createActor(machine, { input, inspect });
 * ```
 *
 * In an `iframe`, the package loses events from before the frame has loaded, so start the actor after that.
 *
 * Do not use it with `createSkyInspector`: in Node it ignores `serialize` and would send answers to Stately.
 *
 * @param create `createBrowserInspector`, `createWebSocketInspector`, or a function that passes its options to
 *   `createInspector`.
 * @param options The options of the inspector. A `serialize` of yours runs first, and its result is searched for
 *   secrets. With `hideGuids: true`, users and members are shown as `[user 1]`, `[member 1]` instead of their guids.
 */
export function inspectMember<Options extends InspectorOptions, Inspector>(
  create: (options?: Options) => Inspector,
  options: ('apiKey' extends keyof Options ? never : NoInfer<Options>) & {
    readonly hideGuids?: boolean;
  },
): Inspector {
  const { hideGuids, ...own }: InspectorOptions & { readonly hideGuids?: boolean } = options;
  const hiding = hideGuids ? { pseudonyms: createPseudonyms() } : {};
  const serialize = (event: StatelyInspectionEvent): StatelyInspectionEvent => {
    const serialized = withDecision(own.serialize?.(event) ?? event);
    // The machine's own definition. There, `challenge.answer` is the name of an event, not an answer.
    const definition =
      'definition' in serialized && serialized.definition !== undefined
        ? withSentences(serialized.definition)
        : undefined;
    const shown = hideSecrets({ ...serialized, definition: undefined }, hiding);
    return {
      ...(shown as StatelyInspectionEvent), // Same fields, but their values are plain data now.
      ...(definition !== undefined && {
        definition: hideInText(definition, hiding.pseudonyms),
      }),
    };
  };
  return create({ ...own, serialize } as Options); // All options of the caller are kept.
}
