locals {
  # The way of somebody who answers every question with the first key.
  asked = flatten([for place, question in var.questions : ["question_${place + 1}", "answer_${place + 1}_1"]])
}

{% for key in local.keys %}
test "every question is answered with key {{ key }}" {
  flow   = flow.satisfaction_survey
  inputs = [for question in var.questions : "{{ key }}"]
  expect {
    path = concat(
      ["introduction"],
      flatten([for place, question in var.questions : ["question_${place + 1}", "answer_${place + 1}_{{ key }}"]]),
      distinct([local.end, "answered"]),
    )
    max_keypresses = length(var.questions)
  }
}

{% endfor %}
{% for question in var.questions %}
test "question {{ loop.index }} is not answered" {
  flow   = flow.satisfaction_survey
  inputs = [for answered in range({{ loop.index0 }}) : "1"]
  expect { path = concat(["introduction"], slice(local.asked, 0, {{ 2 * loop.index0 + 1 }}), ["skipped"]) }
}

test "question {{ loop.index }} gets no sound answer" {
  flow   = flow.satisfaction_survey
  inputs = concat([for answered in range({{ loop.index0 }}) : "1"], [for again in range(var.retries + 1) : "9"])
  expect { path = concat(["introduction"], slice(local.asked, 0, {{ 2 * loop.index0 + 1 }}), ["skipped"]) }
}

{% endfor %}
{% if local.has_report %}
test "nobody waits for a report that fails" {
  flow   = flow.satisfaction_survey
  inputs = concat([for question in var.questions : "1"], ["error"])
  expect { path = concat(["introduction"], local.asked, ["report", "answered"]) }
}

{% endif %}
