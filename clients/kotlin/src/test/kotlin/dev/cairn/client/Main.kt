package dev.cairn.client

import kotlin.system.exitProcess

/** Runs the tests that need no server, or with `server` or `model` those that do. */
fun main(arguments: Array<String>) {
    if (arguments.firstOrNull() == "phone") return phone(arguments.drop(1))
    val suites = Suites()
    when (val group = arguments.firstOrNull()) {
        null -> for (tests in listOf(::answers, ::syncScripts, ::fileStore, ::requests, ::document)) tests(suites)
        "server" -> server(suites)
        "model" -> model(suites)
        else -> error("There is no group of tests named $group.")
    }
    exitProcess(if (suites.finish()) 0 else 1)
}
