import { RULES } from '@mx-member/machine/step';
import type { createInspector, StatelyInspectionEvent } from '@statelyai/inspect';
import { createPseudonyms } from './pseudonyms.ts';
import { type HideOptions, hideSecrets } from './secrets.ts';
import { hideInText } from './texts.ts';

/** What the inspectors of `@statelyai/inspect` have in common. */
type InspectorOptions = NonNullable<Parameters<typeof createInspector>[1]>;

/** What {@link inspectMember} takes besides the inspector's own options. */
export interface InspectMemberOptions {
  /** Shows users and members as `[user 1]`, `[member 1]` instead of their guids. @default false */
  readonly hideGuids?: boolean;
}

/**
 * The event of a member's snapshot, with the rule that decided and its sentence; of anything else, the event as it is. Guards of
 * the chart say what was seen, and the rule says why.
 */
function withDecision(inspected: StatelyInspectionEvent): StatelyInspectionEvent {
  if (inspected.type !== '@xstate.snapshot') return inspected;
  const { context } = Object(inspected.snapshot) as {
    context?: { verdict?: { rule?: unknown }; rule?: unknown };
  };
  // A view has it by itself.
  const rule = context?.verdict?.rule ?? context?.rule;
  if (typeof rule !== 'string' || !Object.hasOwn(RULES, rule)) return inspected;
  const { when, follows } = RULES[rule as keyof typeof RULES];
  const event = { ...inspected.event, decidedBy: rule, because: `If ${when}: ${follows}.` };
  return { ...inspected, event };
}

/**
 * Makes an inspector of `@statelyai/inspect` that shows members and no secret: see `hideSecrets` for what that is. The
 * package's own `sanitizeEvent` and `sanitizeContext` do not see all that it sends; this does. The event of each snapshot says
 * which rule has decided (`decidedBy`) and why (`because`).
 *
 * ```ts
 * const options = { url: 'ws://127.0.0.1:8080', hideGuids: true };
 * const { inspect } = inspectMember(createWebSocketInspector, options); // Or createBrowserInspector.
 * createActor(machine, { input, inspect });
 * ```
 *
 * In an `iframe`, the package loses what happens before the frame has loaded: start the actor after that.
 *
 * Not for `createSkyInspector`, which passes over `serialize` in Node and would send answers to Stately.
 *
 * @param create `createBrowserInspector`, `createWebSocketInspector`, or your own call of `createInspector` that passes
 *   its options on.
 * @param options Its own options. A `serialize` of yours comes first: what it makes is what is looked through.
 */
export function inspectMember<Options extends InspectorOptions, Inspector>(
  create: (options?: Options) => Inspector,
  options: ('apiKey' extends keyof Options ? never : NoInfer<Options>) & InspectMemberOptions,
): Inspector {
  const { hideGuids, ...own }: InspectorOptions & InspectMemberOptions = options;
  const hiding: HideOptions = hideGuids ? { pseudonyms: createPseudonyms() } : {};
  const serialize = (event: StatelyInspectionEvent): StatelyInspectionEvent => {
    const serialized = withDecision(own.serialize?.(event) ?? event);
    // The machine's own text, in which `challenge.answer` is the name of an event and no answer.
    const definition = 'definition' in serialized ? serialized.definition : undefined;
    const shown = hideSecrets({ ...serialized, definition: undefined }, hiding);
    return {
      ...(shown as StatelyInspectionEvent), // The same fields; what they hold is data for both.
      ...(definition !== undefined && {
        definition: hideInText(definition, hiding.pseudonyms, 'definition'),
      }),
    };
  };
  return create({ ...own, serialize } as Options); // All of its own options are still there.
}
