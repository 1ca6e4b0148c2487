// The chart of memberMachine for Stately's tools: choose "Import from code" there, and paste this text.
// It names guards, actions, delays and actors. memberMachine of @mx-member/machine has their code.
import { createMachine } from 'xstate';

export const machine = createMachine({
  "description": "The lifecycle of one MX member: a job runs, the bank may ask the user questions, and the lifecycle ends as connected or failed.",
  "id": "mxMember",
  "initial": "deciding",
  "on": {
    "cancel": {
      "description": "The host gives up. The job continues at MX.",
      "guard": "isUnderWay",
      "target": "#mxMember.failed",
      "actions": "onCancelled"
    },
    "challenge.answer": {
      "description": "Answers to an older prompt, or answers before the first poll after a restore, are refused with a reason. Nothing changes.",
      "guard": "isUnderWay",
      "actions": "announceRefusal"
    }
  },
  "states": {
    "deciding": {
      "description": "The only state that chooses the next state from a reading. The machine leaves it at once.",
      "always": [
        { "description": "The job has ended well.", "guard": "connected", "target": "connected" },
        {
          "description": "MX reports a reason, refuses a call, or a limit has passed.",
          "guard": "failed",
          "target": "failed"
        },
        {
          "description": "A job was asked for. The member is read before it is started.",
          "guard": "looking",
          "target": "aggregating.reading"
        },
        {
          "description": "No job runs, and our job has not been started.",
          "guard": "starting",
          "target": "aggregating.starting"
        },
        {
          "description": "MX refused the answers. It may ask something else by now.",
          "guard": "rereading",
          "target": "resumed.reading"
        },
        {
          "description": "The user is at the bank's own page.",
          "guard": "authorizing",
          "target": "authorizing.waiting"
        },
        {
          "description": "The same question is still open.",
          "guard": "challenged",
          "target": "challenged.waiting"
        },
        {
          "description": "A new question, or one that is asked again because the answer did not arrive.",
          "guard": "asked",
          "target": "challenged.waiting",
          "actions": "announceChallenges"
        },
        {
          "description": "The job continues although we sent no answer, because somebody else has answered.",
          "guard": "answeredElsewhere",
          "target": "resumed.waiting",
          "actions": "announceResumed"
        },
        {
          "description": "The job continues after an answer.",
          "guard": "resumed",
          "target": "resumed.waiting"
        },
        {
          "description": "Our job waits until the other one ends.",
          "guard": "queued",
          "target": "aggregating.queued"
        },
        { "description": "A job runs.", "guard": "aggregating", "target": "aggregating.waiting" }
      ]
    },
    "aggregating": {
      "description": "A job runs at MX, and the user has nothing to do.",
      "tags": "busy",
      "initial": "waiting",
      "states": {
        "starting": {
          "description": "The machine asks MX to start the job.",
          "invoke": {
            "id": "startJob",
            "src": "startJob",
            "onDone": {
              "description": "The reply shows the member before the job. Later readings are compared with it.",
              "target": "waiting",
              "actions": "onStarted"
            },
            "onError": [
              {
                "description": "409: a job of another type runs, so our job waits until it ends.",
                "guard": "isConflict",
                "target": "#mxMember.deciding",
                "actions": "onConflict"
              },
              {
                "description": "400 or 405: MX does not expect the start, because the user may still be at the bank's own page.",
                "guard": "isAway",
                "target": "#mxMember.deciding",
                "actions": "onAway"
              },
              {
                "description": "A start is a login at the bank, so it is not repeated blindly. A poll first shows whether the start arrived.",
                "target": "#mxMember.deciding",
                "actions": "onStartFault"
              }
            ]
          }
        },
        "queued": {
          "description": "Our start waits for the end of another job.",
          "after": {
            "pollDelay": {
              "description": "A poll shows whether the other job has ended.",
              "target": "reading",
              "actions": "readWhenDue"
            }
          },
          "on": {
            "status.changed": {
              "description": "The other job may have ended.",
              "guard": "canReadNow",
              "target": "reading",
              "actions": "readOnHint"
            }
          }
        },
        "reading": {
          "description": "The machine asks MX for the status of the member.",
          "invoke": {
            "id": "readStatus",
            "src": "readStatus",
            "onDone": {
              "description": "A reading arrives. What it means decides where it leads.",
              "target": "#mxMember.deciding",
              "actions": "onReading"
            },
            "onError": {
              "description": "Most faults pass: the wait grows until MX answers or a limit passes. A key, a path or a request that MX refuses ends the lifecycle.",
              "target": "#mxMember.deciding",
              "actions": "onFault"
            }
          },
          "on": {
            "status.changed": {
              "description": "A hint arrives during a poll. The poll may have missed the change, so another poll follows at once.",
              "guard": "acceptsHint",
              "actions": "keepHint"
            }
          }
        },
        "waiting": {
          "description": "The machine waits until the next poll is due.",
          "after": {
            "pollDelay": {
              "description": "The next poll is due.",
              "target": "reading",
              "actions": "readWhenDue"
            }
          },
          "on": {
            "status.changed": {
              "description": "A webhook says that something has changed, so the machine polls early. It does not poll early twice in a row, or before a confirming poll is due.",
              "guard": "canReadNow",
              "target": "reading",
              "actions": "readOnHint"
            }
          }
        }
      }
    },
    "authorizing": {
      "description": "PENDING: the user is at the bank's own OAuth page.",
      "tags": "needsUser",
      "initial": "waiting",
      "states": {
        "reading": {
          "description": "The machine asks MX for the status of the member.",
          "invoke": {
            "id": "readStatus",
            "src": "readStatus",
            "onDone": {
              "description": "A reading arrives. What it means decides where it leads.",
              "target": "#mxMember.deciding",
              "actions": "onReading"
            },
            "onError": {
              "description": "Most faults pass: the wait grows until MX answers or a limit passes. A key, a path or a request that MX refuses ends the lifecycle.",
              "target": "#mxMember.deciding",
              "actions": "onFault"
            }
          },
          "on": {
            "status.changed": {
              "description": "A hint arrives during a poll. The poll may have missed the change, so another poll follows at once.",
              "guard": "acceptsHint",
              "actions": "keepHint"
            }
          }
        },
        "waiting": {
          "description": "The machine waits until the next poll is due.",
          "after": {
            "pollDelay": {
              "description": "The next poll is due.",
              "target": "reading",
              "actions": "readWhenDue"
            }
          },
          "on": {
            "status.changed": {
              "description": "A webhook says that something has changed, so the machine polls early. It does not poll early twice in a row, or before a confirming poll is due.",
              "guard": "canReadNow",
              "target": "reading",
              "actions": "readOnHint"
            }
          }
        }
      }
    },
    "challenged": {
      "description": "CHALLENGED: the bank asks the user. Polls continue, because the question can expire or change.",
      "tags": "needsUser",
      "initial": "waiting",
      "on": {
        "challenge.answer": [
          {
            "description": "Every question has one answer. The answers go to MX and are not stored.",
            "guard": "answersFit",
            "target": "resumed",
            "actions": ["onAnswering", "announceResumed"]
          },
          {
            "description": "An answer is missing or wrong. Nothing is sent, and the view says what is wrong.",
            "guard": "isOfThisPrompt",
            "actions": ["onProblems", "announceProblems"]
          }
        ]
      },
      "states": {
        "reading": {
          "description": "The machine asks MX for the status of the member.",
          "invoke": {
            "id": "readStatus",
            "src": "readStatus",
            "onDone": {
              "description": "A reading arrives. What it means decides where it leads.",
              "target": "#mxMember.deciding",
              "actions": "onReading"
            },
            "onError": {
              "description": "Most faults pass: the wait grows until MX answers or a limit passes. A key, a path or a request that MX refuses ends the lifecycle.",
              "target": "#mxMember.deciding",
              "actions": "onFault"
            }
          },
          "on": {
            "status.changed": {
              "description": "A hint arrives during a poll. The poll may have missed the change, so another poll follows at once.",
              "guard": "acceptsHint",
              "actions": "keepHint"
            }
          }
        },
        "waiting": {
          "description": "The machine waits until the next poll is due.",
          "after": {
            "pollDelay": {
              "description": "The next poll is due.",
              "target": "reading",
              "actions": "readWhenDue"
            }
          },
          "on": {
            "status.changed": {
              "description": "A webhook says that something has changed, so the machine polls early. It does not poll early twice in a row, or before a confirming poll is due.",
              "guard": "canReadNow",
              "target": "reading",
              "actions": "readOnHint"
            }
          }
        }
      }
    },
    "resumed": {
      "description": "The question is answered, and the job continues.",
      "tags": "busy",
      "initial": "submitting",
      "states": {
        "submitting": {
          "description": "The machine sends the answers to MX, once. Until MX replies, no other answers are accepted.",
          "invoke": {
            "id": "submitAnswers",
            "src": "submitAnswers",
            "onDone": {
              "description": "MX accepted the answers, and the job continues.",
              "target": "waiting",
              "actions": "onSubmitted"
            },
            "onError": [
              {
                "description": "400, 422: MX did not accept the answers in this form. The user sees a problem, and the machine polls, because MX may ask something else by now.",
                "guard": "isRefusal",
                "target": "#mxMember.deciding",
                "actions": ["onAnswersRefused", "announceProblems"]
              },
              {
                "description": "405: MX no longer has an open question. Somebody else answered it, or it expired.",
                "guard": "isNotExpected",
                "target": "#mxMember.deciding",
                "actions": "onAnswersRefused"
              },
              {
                "description": "The answers may have arrived, so they are not sent again. The machine polls, and if MX still asks the same question, the user decides.",
                "target": "#mxMember.deciding",
                "actions": "onSubmitFault"
              }
            ]
          }
        },
        "reading": {
          "description": "The machine asks MX for the status of the member.",
          "invoke": {
            "id": "readStatus",
            "src": "readStatus",
            "onDone": {
              "description": "A reading arrives. What it means decides where it leads.",
              "target": "#mxMember.deciding",
              "actions": "onReading"
            },
            "onError": {
              "description": "Most faults pass: the wait grows until MX answers or a limit passes. A key, a path or a request that MX refuses ends the lifecycle.",
              "target": "#mxMember.deciding",
              "actions": "onFault"
            }
          },
          "on": {
            "status.changed": {
              "description": "A hint arrives during a poll. The poll may have missed the change, so another poll follows at once.",
              "guard": "acceptsHint",
              "actions": "keepHint"
            }
          }
        },
        "waiting": {
          "description": "The machine waits until the next poll is due.",
          "after": {
            "pollDelay": {
              "description": "The next poll is due.",
              "target": "reading",
              "actions": "readWhenDue"
            }
          },
          "on": {
            "status.changed": {
              "description": "A webhook says that something has changed, so the machine polls early. It does not poll early twice in a row, or before a confirming poll is due.",
              "guard": "canReadNow",
              "target": "reading",
              "actions": "readOnHint"
            }
          }
        }
      }
    },
    "connected": {
      "description": "The job has ended well, and the data can be read.",
      "type": "final",
      "entry": "announceEnd"
    },
    "failed": {
      "description": "It ended without a connection. The output says why, and what to do. A new attempt is a new actor.",
      "type": "final",
      "entry": "announceEnd"
    }
  }
});
