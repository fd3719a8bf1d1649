//! Documents and exports of other programs, in their original format.

/// A web page with a lot of markup around its text.
pub const PAGE: &str = r#"<!doctype html>
<html lang="en-GB"><head><title>Sitting together | Harbour Line</title>
<meta name="description" content="How to share an evening without many words.">
<style>.k1 { font-style: italic }</style><script>document.write("<p>never</p>")</script></head>
<body>
<nav><a href="/">Start</a> <a href="/all">All guides</a></nav>
<main>
<p>Evenings</p>
<h1>Sitting&nbsp;together</h1>
<p>You need <b>no plan</b>, only <span class="k1">time</span>.<br>Tea helps &amp; so does rain.</p>
<h2 id="before">Before</h2>
<ol><li>Clear the table.<ul><li>Leave the <a href="https://example.org/cups">cups</a></ul><li><p>Sit down.</p><p>Stay.</p></ol>
<h3>If it is late</h3>
<p>You could say: “Shall we just sit here for a while?” It is a <em>“small”</em> thing.</p>
<h2>After</h2>
<blockquote><p>Silence is an answer.</p></blockquote>
<table><tr><th>Hour</th><th>Light</th></tr><tr><td>Eight</td><td>Lamp</td></tr></table>
<img src="/cups.jpg" alt="Two cups"><iframe src="https://video.example/1"></iframe>
<p><a class="btn btn-primary" href="https://example.org/walk">Take a walk</a></p>
<form><label>Your name</label><input name="n" placeholder="Ada"></form>
</main><footer>All rights reserved</footer></body></html>"#;

/// Returns clipboard content of Word.
pub fn word_clipboard() -> String {
    let item = |level: u8, sign: &str, text: &str| {
        format!(
            "<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level{level} lfo1'><![if !supportLists]>\
             <span style='font-family:Symbol'><span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>\
             &nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>\n"
        )
    };
    format!(
        "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style>p.MsoNormal {{margin:0in}}</style></head>\
         <body lang=EN-US><!--StartFragment-->\n<p class=MsoTitle>Packing<o:p></o:p></p>\n<h1>What to take<o:p></o:p></h1>\n\
         <p class=MsoNormal>Take <b style='mso-bidi-font-weight:normal'>little</b>, <span style='font-weight:bold'>really</span>.<o:p>&nbsp;</o:p></p>\n\
         {}{}{}<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n<h1>What to leave</h1>\n{}<!--EndFragment--></body></html>",
        item(1, "·", "A coat"),
        item(2, "o", "with <i>pockets</i>"),
        item(1, "·", "A book"),
        item(1, "1.", "The rest"),
    )
}

/// Clipboard content of Google Docs.
pub const GOOGLE_DOCS_CLIPBOARD: &str = r#"<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span style="font-size:20pt;font-weight:400;">Walking</span></h1>
<p dir="ltr"><span style="font-weight:400;">Plain </span><span style="font-weight:700;font-style:italic;">bold</span><span style="font-weight:400;"> and </span><a href="https://www.google.com/url?q=https://example.org/way&amp;sa=D" style="text-decoration:none;"><span style="font-weight:400;text-decoration:underline;">a way</span></a></p>
<h2 dir="ltr"><span style="font-weight:700;">Steps</span></h2>
<ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">One</span></p></li><ul><li dir="ltr" aria-level="2"><p role="presentation"><span>Half</span></p></li></ul><li aria-level="1"><p role="presentation"><span style="text-decoration:line-through;">Two</span></p></li></ul></b><br class="Apple-interchange-newline">"#;

/// Clipboard content of Word Online.
pub const WORD_ONLINE_CLIPBOARD: &str = r#"<div class="OutlineElement Ltr"><p class="Paragraph" role="heading" aria-level="1"><span class="TextRun"><span class="NormalTextRun">Reading aloud</span></span><span class="EOP">&nbsp;</span></p></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle1" role="list"><li data-aria-level="1" role="listitem" class="OutlineElement"><p class="Paragraph"><span class="TextRun" style="font-weight:bold">Slowly:</span><span class="TextRun"> as if there was time</span><span class="EOP">&nbsp;</span></p></li></ul></div>
<div class="ListContainerWrapper"><ul role="list"><li data-aria-level="2" role="listitem"><p class="Paragraph"><span class="TextRun">there is</span><span class="EOP">&nbsp;</span></p></li></ul></div>"#;

/// Returns an export of this WXR version with a classic post, a page of blocks, and other items.
pub fn wordpress(version: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>Harbour &amp; Line</title><language>en-GB</language>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_site_url>https://example.org</wp:base_site_url>
<wp:author><wp:author_login><![CDATA[desk]]></wp:author_login><wp:author_display_name><![CDATA[The desk]]></wp:author_display_name></wp:author>
<item><title>Rain &amp; tea</title><dc:creator><![CDATA[desk]]></dc:creator><guid isPermaLink="false">https://example.org/?p=7</guid>
<content:encoded><![CDATA[First line
second <strong>line</strong>.

A paragraph after an empty line.

<h2>Cups</h2>
<ul>
 	<li>blue</li>
 	<li>white</li>
</ul>
[caption id="c1" width="300"]<img src="cup.jpg" alt="A cup" /> The blue one[/caption]

You could say: “Shall I put the kettle on?” He said “No, thank you, not today.”]]></content:encoded>
<excerpt:encoded><![CDATA[On <em>rain</em>, and on tea.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date><![CDATA[2019-03-02 10:00:00]]></wp:post_date><wp:post_name><![CDATA[rain-and-tea]]></wp:post_name>
<wp:status><![CDATA[publish]]></wp:status><wp:post_type><![CDATA[post]]></wp:post_type>
<category domain="category" nicename="evenings"><![CDATA[Evenings]]></category><category domain="post_tag" nicename="tea"><![CDATA[Tea & more]]></category>
<wp:comment><wp:comment_content><![CDATA[Nice]]></wp:comment_content></wp:comment></item>
<item><title>A visit</title><guid>https://example.org/?page_id=8</guid><content:encoded><![CDATA[<!-- wp:paragraph -->
<p>Ring
twice.</p>
<!-- /wp:paragraph -->

<!-- wp:quote --><blockquote class="wp-block-quote"><p>Come in.</p></blockquote><!-- /wp:quote -->

<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="https://example.org/way">The way</a></div></div><!-- /wp:buttons -->

<!-- wp:latest-posts /-->]]></content:encoded><wp:post_id>8</wp:post_id><wp:post_name>a-visit</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Later</title><guid>https://example.org/?p=9</guid><content:encoded><![CDATA[You could say: “This is not for anybody yet.”]]></content:encoded><wp:post_id>9</wp:post_id><wp:status>future</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>cup</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
<item><title>gone</title><content:encoded><![CDATA[x]]></content:encoded><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"#
    )
}

/// An export of Sanity: posts, drafts of them, their references, and other documents.
pub const SANITY: &str = r#"{"_id":"author-1","_type":"author","name":"The desk"}
{"_id":"category-1","_type":"category","title":"Talking"}
{"_id":"post-1","_type":"post","title":"Doors","slug":{"_type":"slug","current":"doors"},"excerpt":"On doors.","author":{"_ref":"author-1"},"categories":[{"_ref":"category-1"},{"_ref":"category-gone"}],"views":3,"body":[{"_type":"block","style":"h2","children":[{"_type":"span","text":"Open"}]},{"_type":"block","style":"fancy","markDefs":[{"_key":"l","_type":"internalLink","reference":{"_ref":"post-2"}},{"_key":"k","_type":"link","href":"https://example.org/key"}],"children":[{"_type":"span","text":"See ","marks":[]},{"_type":"span","text":"windows","marks":["l","strong","glow"]},{"_type":"span","text":" or ","marks":[]},{"_type":"span","text":"keys","marks":["k"]}]},{"_type":"image","alt":"A door"},{"_type":"callout","tone":"soft","body":[{"_type":"block","children":[{"_type":"span","text":"Knock first."}]}]},{"_type":"block","listItem":"bullet","level":1,"children":[{"_type":"span","text":"wood"}]},{"_type":"block","listItem":"number","level":2,"children":[{"_type":"span","text":"oak"}]}]}
{"_id":"post-2","_type":"post","title":"Windows","body":[{"_type":"block","style":"normal","children":[{"_type":"span","text":"Light."}]}]}
{"_id":"drafts.post-2","_type":"post","title":"Windows","body":[{"_type":"block","children":[{"_type":"span","text":"More light."}]}]}
{"_id":"drafts.post-3","_type":"post","title":"Walls","sections":[{"_type":"part","title":"Brick","content":[{"_type":"block","children":[{"_type":"span","text":"Heavy."}]}]}]}
{"_id":"settings","_type":"settings","title":"Site"}
"#;
