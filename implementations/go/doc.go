// Package mxmember is the lifecycle of one member of the MX platform: from the start of a job, through every question of the
// bank, to the end. It implements the reference behaviour in packages/machine/spec, and was written from its text.
//
// The package knows no clock, no randomness and no network. [Begin], [Step] and [Recover] return a [Reply]: the record to keep,
// and the effects that the host has to carry out after it has kept the record. For each event of a member, one after the
// other, a host
//
//  1. makes the step;
//  2. commits the record before anybody sees it;
//  3. makes the call of the step, if it has one, but not a start after its NotAfter: its fault is "notSent" then;
//  4. sends Elapsed when the time of a wait has passed;
//  5. reports the result of the call as the next event.
//
// After a crash the host calls [Recover] for each record that it finds.
//
// All values are read from and written as the JSON of the specification. Reading checks them against its schemas: an input, an
// event or a record that does not fit is an error of type [Refused].
package mxmember
