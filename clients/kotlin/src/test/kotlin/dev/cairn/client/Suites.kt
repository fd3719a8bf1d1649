// A small test runner: the registries that build this client need not have a larger one.

package dev.cairn.client

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

/** Runs named tests, and counts them. */
class Suites {
    private var passed = 0
    private val failed = mutableListOf<String>()

    fun test(name: String, run: () -> Unit) {
        try {
            run()
            passed++
            println("ok - $name")
        } catch (failure: Throwable) {
            failed += name
            println("not ok - $name")
            println(failure.stackTraceToString().lineSequence().take(25).joinToString("\n").prependIndent("    "))
        }
    }

    /** Prints the result, and returns true if all tests have passed. */
    fun finish(): Boolean {
        for (name in failed) println("failed: $name")
        println("$passed passed, ${failed.size} failed")
        return failed.isEmpty() && passed > 0
    }
}

fun <T> assertEquals(expected: T, actual: T, about: String = "") {
    if (expected != actual) throw AssertionError("$about: expected <$expected>, got <$actual>")
}

fun assertTrue(condition: Boolean, about: String) {
    if (!condition) throw AssertionError(about)
}

inline fun <reified E : Throwable> assertThrows(run: () -> Unit): E {
    try {
        run()
    } catch (failure: Throwable) {
        return failure as? E ?: throw failure
    }
    throw AssertionError("no ${E::class.simpleName}")
}

/** Fails unless everything in [expected] is in [actual]. Arrays have the same length. */
fun assertIncludes(expected: JsonElement, actual: JsonElement?, place: String) {
    when (expected) {
        is JsonObject -> for ((name, value) in expected) assertIncludes(value, (actual as? JsonObject)?.get(name), "$place/$name")
        is JsonArray -> {
            assertEquals(expected.size, (actual as? JsonArray)?.size, place)
            expected.forEachIndexed { index, item -> assertIncludes(item, (actual as JsonArray)[index], "$place/$index") }
        }
        else -> assertEquals(expected, actual, place)
    }
}
