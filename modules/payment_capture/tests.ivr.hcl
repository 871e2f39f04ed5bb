locals {
  # The numbers are ones that card companies give for tests.
  digits  = ["4111111111111111", "1230", "123"]
  begin   = concat(var.pause_recording == null ? [] : ["pause"], ["introduction", "card"])
  charged = concat(local.begin, ["expiry", "code", "charge"])
  end     = { for way in local.ways : way => distinct([local.leave[way], way]) }
}

test "the card is charged" {
  flow   = flow.payment_capture
  inputs = concat(local.digits, ["default", var.approved])
  expect { path = concat(local.charged, ["state"], local.end.paid) }
}

test "the gateway refuses the card" {
  flow   = flow.payment_capture
  inputs = concat(local.digits, ["default", "not ${var.approved}"])
  expect { path = concat(local.charged, ["state"], local.end.declined) }
}

test "the gateway does not answer" {
  flow   = flow.payment_capture
  inputs = concat(local.digits, ["error"])
  expect { path = concat(local.charged, local.end.failed) }
}

test "nothing is asked before the card is at hand" {
  flow = flow.payment_capture
  expect { path = concat(local.begin, local.end.abandoned) }
}

test "the expiry date does not come" {
  flow   = flow.payment_capture
  inputs = slice(local.digits, 0, 1)
  expect { path = concat(local.begin, ["expiry"], local.end.abandoned) }
}

test "the security code does not come" {
  flow   = flow.payment_capture
  inputs = slice(local.digits, 0, 2)
  expect { path = concat(local.begin, ["expiry", "code"], local.end.abandoned) }
}

test "a number that is too short is no card" {
  flow   = flow.payment_capture
  inputs = [for again in range(var.retries + 1) : "4111"]
  expect { path = concat(local.begin, local.end.abandoned) }
}

test "a date that is too short is none" {
  flow   = flow.payment_capture
  inputs = concat(slice(local.digits, 0, 1), [for again in range(var.retries + 1) : "12"])
  expect { path = concat(local.begin, ["expiry"], local.end.abandoned) }
}

test "a security code that is too short is none" {
  flow   = flow.payment_capture
  inputs = concat(slice(local.digits, 0, 2), [for again in range(var.retries + 1) : "1"])
  expect { path = concat(local.begin, ["expiry", "code"], local.end.abandoned) }
}
