/** The style sheet has no names: an import has only an effect. */
export {};
