//go:build !faults

package main

import "mxmember"

func begin(input mxmember.Input) (mxmember.Reply, error) { return mxmember.Begin(input) }

func step(record mxmember.Record, event mxmember.Event) (mxmember.Reply, error) {
	return mxmember.Step(record, event)
}

func recovered(record mxmember.Record) (mxmember.Reply, error) { return mxmember.Recover(record) }

func view(record mxmember.Record) mxmember.View { return record.View() }
