test "callers hear that they are recorded, and leave a message" {
  flow = flow.voicemail_fallback
  expect { path = ["notice", "message"] }
}

{% for outcome in ["full", "error"] %}
test "the mailbox is no help: {{ outcome }}" {
  flow   = flow.voicemail_fallback
  inputs = ["{{ outcome }}"]
  expect { path = ["notice", "message", "failed"] }
}

{% endfor %}
