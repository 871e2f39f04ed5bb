test "who says nothing is answered in English" {
  flow = flow.front
  expect { path = ["language.choose", "language.en", "line_en"] }
}

{% for code in var.languages %}
test "{{ code }}: a purchase is one key away while it is open" {
  flow   = module.line["{{ code }}"].flow
  inputs = ["open", "1"]
  expect {
    path           = ["hours.greeting", "hours.check", "menu.choose", "menu.sales"]
    max_keypresses = 1
  }
}

test "{{ code }}: whoever finds all queues full is called back" {
  flow   = module.line["{{ code }}"].flow
  inputs = ["open", "0", "full", "1"]
  expect { terminal = "callback.call_back" }
}

test "{{ code }}: an invoice is paid, and one question asked" {
  flow   = module.line["{{ code }}"].flow
  inputs = ["open", "2", "4111111111111111", "1230", "123", "default", "approved", "3"]
  expect {
    path = [
      "hours.greeting", "hours.check", "menu.choose", "payment.introduction", "payment.card", "payment.expiry",
      "payment.code", "payment.charge", "payment.state", "survey.introduction", "survey.question_1",
      "survey.answer_1_3", "survey.report", "goodbye",
    ]
  }
}

test "{{ code }}: a message can be left on a Sunday" {
  flow  = module.line["{{ code }}"].flow
  clock = "2026-11-22T15:00:00-05:00"
  expect { path = ["hours.greeting", "hours.check", "hours.say_closed", "voicemail.notice", "voicemail.message"] }
}

test "{{ code }}: a full mailbox is not the end" {
  flow   = module.line["{{ code }}"].flow
  inputs = ["holiday", "full"]
  expect { terminal = "call_back" }
}

{% endfor %}
test "one key is enough not to be called again" {
  flow   = flow.reminder
  inputs = ["9"]
  expect {
    terminal       = "disclosure.opted_out"
    max_keypresses = 1
  }
}
