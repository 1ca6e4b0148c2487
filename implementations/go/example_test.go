package mxmember_test

import (
	"fmt"

	"mxmember"
)

func Example() {
	member := mxmember.Member{UserGUID: "USR-1", MemberGUID: "MBR-1"}
	reply, err := mxmember.Begin(mxmember.NewInput(member, "aggregate"))
	if err != nil {
		panic(err)
	}
	for _, effect := range reply.Effects {
		switch effect := effect.(type) {
		case mxmember.ReadStatus:
			fmt.Println("GET the member as turn", effect.Turn)
		case mxmember.StartJob:
			fmt.Println("POST the job", effect.Job, "as turn", effect.Turn, "but not after", effect.NotAfter)
		case mxmember.Wait:
			fmt.Println("send Elapsed after", effect.Ms, "ms")
		}
	}
	// Output: GET the member as turn 1
}
