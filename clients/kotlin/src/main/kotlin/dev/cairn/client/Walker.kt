package dev.cairn.client

/** A mark of a span: a decorator such as `strong`, or the type of a mark definition together with the definition. */
public data class Mark(val type: String, val def: MarkDef? = null)

/** Makes something of each part of a body: HTML, views, text. A part whose function returns null is left out. */
public interface Visitor<Result : Any> {
    /** A paragraph, heading, quotation or list item. */
    public fun block(block: TextBlock, children: List<Result>): Result? = null

    /** Text with the same marks. */
    public fun span(span: Span, marks: List<Mark>): Result? = null

    /** A phrase as a block of its own. */
    public fun suggestedPhrase(block: SuggestedPhrase): Result? = null

    /** A box set off from the text, with the results of its blocks. */
    public fun callout(block: Callout, content: List<Result>): Result? = null

    /** A button. */
    public fun callToAction(block: CallToAction): Result? = null

    /** A block or inline object that this version does not know. */
    public fun unknown(block: Unknown): Result? = null
}

/** Visits all blocks in order, children before their parents, and returns the results. */
public fun <Result : Any> walk(blocks: List<Block>, visitor: Visitor<Result>): List<Result> = blocks.mapNotNull { block ->
    when (block) {
        is TextBlock -> visitor.block(block, walkChildren(block, visitor))
        is SuggestedPhrase -> visitor.suggestedPhrase(block)
        is Callout -> visitor.callout(block, walk(block.content, visitor))
        is CallToAction -> visitor.callToAction(block)
        is Unknown -> visitor.unknown(block)
    }
}

private fun <Result : Any> walkChildren(block: TextBlock, visitor: Visitor<Result>): List<Result> =
    block.children.mapNotNull { child ->
        when (child) {
            is Span -> visitor.span(child, marksOf(child, block))
            is Unknown -> visitor.unknown(child)
        }
    }

/** Returns the marks of a span, with their definitions. */
public fun marksOf(span: Span, block: TextBlock): List<Mark> = span.marks.map { name ->
    val def = block.markDefs.find { it.key == name }
    if (def == null) Mark(name) else Mark(def.type, def)
}

/** Returns the text of a body without marks, with an empty line between blocks. Unknown blocks are left out. */
public fun toText(blocks: List<Block>): String = walk(blocks, TextVisitor).joinToString("\n\n")

private object TextVisitor : Visitor<String> {
    override fun block(block: TextBlock, children: List<String>) =
        (if (block.listItem == null) "" else "- ") + children.joinToString("")

    override fun span(span: Span, marks: List<Mark>) = span.text

    override fun suggestedPhrase(block: SuggestedPhrase) = "“${block.phrase.text}”"

    override fun callout(block: Callout, content: List<String>) = content.joinToString("\n\n")

    override fun callToAction(block: CallToAction) =
        (block.text?.let { "$it " }.orEmpty()) + "${block.label}: ${block.url}"
}
